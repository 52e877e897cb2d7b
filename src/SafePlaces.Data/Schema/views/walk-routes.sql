create or replace view gis.walk_routes as
select id, source, source_id, name, kind, lit, surface, width_m, required_class, valid_from, valid_to, geom
from safeplaces.walk_routes;
comment on view gis.walk_routes is E'Walk routes | Gångstråk\nPaths people walk.\nVägar som människor går.';
comment on column gis.walk_routes.name is 'Name | Namn: what people call it | vad man kallar det';
comment on column gis.walk_routes.kind is 'Kind | Slag: kind of path | slag av stråk';
comment on column gis.walk_routes.lit is 'Lit | Belyst: whether it is lit; unknown is not dark | om det är belyst; okänt är inte mörkt';
comment on column gis.walk_routes.surface is 'Surface | Ytskikt: of the path, in the words of its source | stråkets, med källans ord';
comment on column gis.walk_routes.width_m is 'Width | Bredd [m]: null = unknown | null = okänd';
comment on column gis.walk_routes.required_class is 'Required lighting class | Krav på belysningsklass: of EN 13201-2; null = none decided | enligt EN 13201-2; null = ingen beslutad';
comment on column gis.walk_routes.source is 'Source | Källa: the register the row came from | registret som raden kommer från';
comment on column gis.walk_routes.source_id is 'Id in the source | Källans id';
comment on column gis.walk_routes.valid_from is 'Valid from | Gäller från: null = since ever | null = sedan alltid';
comment on column gis.walk_routes.valid_to is 'Valid to | Gäller till: null = until further notice | null = tills vidare';
grant select on gis.walk_routes to safeplaces_public;
grant insert, update, delete on gis.walk_routes to safeplaces_planner;
