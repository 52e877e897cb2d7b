create table safeplaces.planned_construction (
  id uuid primary key default safeplaces.uuid_v7(),
  source text not null default 'safeplaces',
  source_id text not null default gen_random_uuid()::text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  valid_from date,
  valid_to date,
  case_number text,
  name text not null check (name <> ''),
  use text not null default 'other' check (use in ('housing', 'school', 'care', 'retail', 'office', 'industry', 'transport', 'park', 'mixed', 'other')),
  step text not null check (step in ('planbesked', 'samrad', 'granskning', 'antagande', 'laga-kraft', 'bygglov', 'startbesked', 'slutbesked', 'forvaltning')),
  starts_on date,
  ends_on date,
  developer text,
  closes_routes boolean not null default false,
  lamps_removed integer not null default 0 check (lamps_removed >= 0),
  lamps_added integer not null default 0 check (lamps_added >= 0),
  geom geometry(MultiPolygon, 3006) not null check (not ST_IsEmpty(geom) and ST_IsValid(geom)),
  unique (source, source_id),
  check (valid_to >= valid_from)
);
create index on safeplaces.planned_construction using gist (geom);
create trigger touch before update on safeplaces.planned_construction for each row execute function safeplaces.touch();
call safeplaces.track('safeplaces.planned_construction', 'gis.planned_construction');

alter table safeplaces.planned_construction add check (ends_on >= starts_on);

create view gis.planned_construction as
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
grant select, insert, update, delete on safeplaces.planned_construction to safeplaces_planner;

call safeplaces.publish_part('planned_construction', 'step <> ''planbesked''');
comment on table gis_public.planned_construction is E'Planned construction | Planerat byggande\nPlanned and running building projects, from public consultation (samråd) on.\nPlanerade och pågående byggen, från samråd och framåt.';
