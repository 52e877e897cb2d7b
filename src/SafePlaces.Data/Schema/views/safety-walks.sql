create or replace view gis.safety_walks as
select id, source, source_id, name, held_on, dark, participants, valid_from, valid_to, geom
from safeplaces.safety_walks;
comment on view gis.safety_walks is E'Safety walks | Trygghetsvandringar\nWalks made together to see what feels unsafe.\nGemensamma vandringar för att se vad som känns otryggt.';
comment on column gis.safety_walks.name is 'Name | Namn';
comment on column gis.safety_walks.held_on is 'Held on | Hölls';
comment on column gis.safety_walks.dark is 'In the dark | I mörker: null = not noted | null = inte antecknat';
comment on column gis.safety_walks.participants is 'Participants | Antal deltagare: a number, never names | ett antal, aldrig namn';
comment on column gis.safety_walks.source is 'Source | Källa: the register the row came from | registret som raden kommer från';
comment on column gis.safety_walks.source_id is 'Id in the source | Källans id';
comment on column gis.safety_walks.valid_from is 'Valid from | Gäller från: null = since ever | null = sedan alltid';
comment on column gis.safety_walks.valid_to is 'Valid to | Gäller till: null = until further notice | null = tills vidare';
grant select on gis.safety_walks to safeplaces_planner;
grant insert, update, delete on gis.safety_walks to safeplaces_officer;
