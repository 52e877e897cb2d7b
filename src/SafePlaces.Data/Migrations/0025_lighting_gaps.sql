-- Runs of stretches that fail their lighting class or are dark. Made by the service.
create table safeplaces.lighting_gaps (
  id text primary key,
  route_id uuid not null,
  name text,
  kind text not null check (kind in ('footway', 'cycleway', 'steps', 'underpass', 'safety-walk', 'school-route')),
  from_m double precision not null,
  to_m double precision not null,
  length_m double precision not null,
  depth double precision not null,
  mean_depth double precision not null,
  severity text not null check (severity in ('some', 'much', 'all')),
  required_class text not null check (required_class in ('P1', 'P2', 'P3', 'P4', 'P5', 'P6')),
  class_assumed boolean not null,
  stretches integer not null,
  as_of date not null,
  geom geometry(LineString, 3006) not null
);
create index on safeplaces.lighting_gaps using gist (geom);
create index on safeplaces.lighting_gaps (route_id);
call safeplaces.track('safeplaces.lighting_gaps', 'gis.lighting_gaps');

create view gis.lighting_gaps as
select id, route_id, name, kind, from_m, to_m, length_m, depth, mean_depth, severity, required_class, class_assumed, stretches, as_of, geom
from safeplaces.lighting_gaps;
comment on view gis.lighting_gaps is E'Lighting gaps | Ljusluckor\nRuns of path whose computed light fails the lighting class, or that are dark. Where light is not known there is no gap.\nSträckor där det beräknade ljuset inte når belysningsklassen, eller som är mörka. Där ljuset är okänt finns ingen lucka.';
comment on column gis.lighting_gaps.route_id is 'Walk route | Gångstråk: id of the route | stråkets id';
comment on column gis.lighting_gaps.name is 'Name | Namn: of the route | stråkets';
comment on column gis.lighting_gaps.kind is 'Kind | Slag: kind of path | slag av stråk';
comment on column gis.lighting_gaps.from_m is 'From | Från [m]: along the route | längs stråket';
comment on column gis.lighting_gaps.to_m is 'To | Till [m]: along the route | längs stråket';
comment on column gis.lighting_gaps.length_m is 'Length | Längd [m]';
comment on column gis.lighting_gaps.depth is 'Depth | Djup [1]: what the darkest stretch lacks of its class, 1 = all | vad den mörkaste delen saknar av sin klass, 1 = allt';
comment on column gis.lighting_gaps.mean_depth is 'Mean depth | Medeldjup [1]: the same over its length | detsamma över hela längden';
comment on column gis.lighting_gaps.severity is 'What is missing | Vad som saknas: some = less than half of the class over its length, much = half or more, all = no light | något = mindre än halva klassen över längden, mycket = halva eller mer, allt = inget ljus';
comment on column gis.lighting_gaps.required_class is 'Lighting class | Belysningsklass: of EN 13201-2, as decided or P4 | enligt EN 13201-2, beslutad eller P4';
comment on column gis.lighting_gaps.class_assumed is 'Class assumed | Klass antagen: nobody decided a class, P4 stands in | ingen klass är beslutad, P4 används';
comment on column gis.lighting_gaps.stretches is 'Stretches | Stråkdelar: how many it runs over | hur många den löper över';
comment on column gis.lighting_gaps.as_of is 'As of | Per: the day the lamps stood like this | den dag då lamporna stod så';
grant select on gis.lighting_gaps to safeplaces_planner;
