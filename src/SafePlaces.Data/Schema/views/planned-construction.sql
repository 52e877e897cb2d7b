create or replace view gis.planned_construction as
select id, source, source_id, case_number, name, use, step, starts_on, ends_on, developer, closes_routes, lamps_removed, lamps_added, valid_from, valid_to, geom
from safeplaces.planned_construction;
comment on view gis.planned_construction is E'Planned construction | Planerat byggande\nPlanned and running building projects.\nPlanerade och pågående byggen.';
comment on column gis.planned_construction.case_number is 'Case number | Diarienummer: of the municipality''s case | kommunens ärende';
comment on column gis.planned_construction.name is 'Name | Namn: of the project | projektets';
comment on column gis.planned_construction.use is 'Use | Användning: what is built | vad som byggs';
comment on column gis.planned_construction.step is 'Planning step | Planskede: of the Swedish Planning and Building Act | enligt plan- och bygglagen';
comment on column gis.planned_construction.starts_on is 'Starts | Börjar: null = not decided | null = inte beslutat';
comment on column gis.planned_construction.ends_on is 'Ends | Slutar: null = not decided | null = inte beslutat';
comment on column gis.planned_construction.developer is 'Developer | Byggherre: who builds | vem som bygger';
comment on column gis.planned_construction.closes_routes is 'Closes routes | Stänger gångstråk: whether paths are closed while it is built | om stråk stängs medan det byggs';
comment on column gis.planned_construction.lamps_removed is 'Lamps removed | Lampor som tas bort: number | antal';
comment on column gis.planned_construction.lamps_added is 'Lamps added | Lampor som tillkommer: number | antal';
comment on column gis.planned_construction.source is 'Source | Källa: the register the row came from | registret som raden kommer från';
comment on column gis.planned_construction.source_id is 'Id in the source | Källans id';
comment on column gis.planned_construction.valid_from is 'Valid from | Gäller från: null = since ever | null = sedan alltid';
comment on column gis.planned_construction.valid_to is 'Valid to | Gäller till: null = until further notice | null = tills vidare';
grant select on gis.planned_construction to safeplaces_planner;
grant insert, update, delete on gis.planned_construction to safeplaces_planner;
