create table safeplaces.focus_areas (
  id uuid primary key default safeplaces.uuid_v7(),
  source text not null default 'safeplaces',
  source_id text not null default gen_random_uuid()::text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  valid_from date,
  valid_to date,
  kind text not null check (kind in ('particularly-vulnerable', 'vulnerable', 'risk-area', 'prioritised', 'other')),
  name text not null check (name <> ''),
  geom geometry(MultiPolygon, 3006) not null check (not ST_IsEmpty(geom) and ST_IsValid(geom)),
  unique (source, source_id),
  check (valid_to >= valid_from)
);
create index on safeplaces.focus_areas using gist (geom);
create trigger touch before update on safeplaces.focus_areas for each row execute function safeplaces.touch();
call safeplaces.track('safeplaces.focus_areas', 'gis.focus_areas');

create view gis.focus_areas as
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
grant select, insert, update, delete on safeplaces.focus_areas to safeplaces_officer;
