create or replace view gis.focus_areas as
select id, source, source_id, kind, name, valid_from, valid_to, geom
from safeplaces.focus_areas;
comment on view gis.focus_areas is E'Focus areas | Fokusområden\nAreas somebody has decided to work in. Never a factor of risk.\nOmråden som någon har beslutat att arbeta i. Aldrig en riskfaktor.';
comment on column gis.focus_areas.kind is 'Kind | Slag: who pointed it out and why | vem som pekat ut det och varför';
comment on column gis.focus_areas.name is 'Name | Namn: of the area | områdets';
comment on column gis.focus_areas.source is 'Source | Källa: the register the row came from | registret som raden kommer från';
comment on column gis.focus_areas.source_id is 'Id in the source | Källans id';
comment on column gis.focus_areas.valid_from is 'Valid from | Gäller från: null = since ever | null = sedan alltid';
comment on column gis.focus_areas.valid_to is 'Valid to | Gäller till: null = until further notice | null = tills vidare';
grant select on gis.focus_areas to safeplaces_planner;
grant insert, update, delete on gis.focus_areas to safeplaces_officer;
