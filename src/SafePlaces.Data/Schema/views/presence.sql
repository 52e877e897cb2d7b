create or replace view gis.presence as
select id, source, source_id, kind, name, hours, valid_from, valid_to, geom
from safeplaces.presence;
comment on view gis.presence is E'Presence | Närvaro\nHost rounds, meeting places, neighbourhood watch: what makes a place less lonely.\nVärdrundor, mötesplatser, grannsamverkan: det som gör en plats mindre ödslig.';
comment on column gis.presence.kind is 'Kind | Slag: kind of presence | slag av närvaro';
comment on column gis.presence.name is 'Name | Namn';
comment on column gis.presence.hours is 'Hours | Tider: when somebody is there, as OpenStreetMap writes opening hours: Mo-Fr 17:00-21:00; Sa 10:00-15:00 | när någon är där, så som OpenStreetMap skriver öppettider: Mo-Fr 17:00-21:00; Sa 10:00-15:00';
comment on column gis.presence.source is 'Source | Källa: the register the row came from | registret som raden kommer från';
comment on column gis.presence.source_id is 'Id in the source | Källans id';
comment on column gis.presence.valid_from is 'Valid from | Gäller från: null = since ever | null = sedan alltid';
comment on column gis.presence.valid_to is 'Valid to | Gäller till: null = until further notice | null = tills vidare';
grant select on gis.presence to safeplaces_planner;
grant insert, update, delete on gis.presence to safeplaces_officer;
