create table safeplaces.lighting (
  id uuid primary key default safeplaces.uuid_v7(),
  source text not null default 'safeplaces',
  source_id text not null default gen_random_uuid()::text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  valid_from date,
  valid_to date,
  luminous_flux_lm double precision check (luminous_flux_lm > 0 and luminous_flux_lm < 'Infinity'),
  height_m double precision check (height_m > 0 and height_m <= 60),
  light_source text not null default 'unknown' check (light_source in ('led', 'high-pressure-sodium', 'metal-halide', 'mercury', 'fluorescent', 'other', 'unknown')),
  status text not null default 'working' check (status in ('working', 'broken', 'planned', 'removed')),
  broken_since date,
  maintenance_factor double precision check (maintenance_factor > 0 and maintenance_factor <= 1),
  owner text,
  geom geometry(Point, 3006) not null check (not ST_IsEmpty(geom)),
  unique (source, source_id),
  check (valid_to >= valid_from)
);
create index on safeplaces.lighting using gist (geom);
create trigger touch before update on safeplaces.lighting for each row execute function safeplaces.touch();
call safeplaces.track('safeplaces.lighting', 'gis.lighting');

create view gis.lighting as
select id, source, source_id, luminous_flux_lm, height_m, light_source, status, broken_since, maintenance_factor, owner, valid_from, valid_to, geom
from safeplaces.lighting;
comment on view gis.lighting is E'Lighting | Belysning\nLamps, one point each. What is not registered is unknown, not dark.\nLampor, en punkt var. Det som inte är registrerat är okänt, inte mörkt.';
comment on column gis.lighting.luminous_flux_lm is 'Luminous flux | Ljusflöde [lm]: light leaving the luminaire when new; null = unknown | ljus ut ur armaturen som ny; null = okänt';
comment on column gis.lighting.height_m is 'Height | Höjd [m]: of the light above the ground; null = unknown | ljuspunktens höjd över marken; null = okänd';
comment on column gis.lighting.light_source is 'Light source | Ljuskälla: kind of lamp | slag av lampa';
comment on column gis.lighting.status is 'Status | Läge: whether it gives light | om den lyser';
comment on column gis.lighting.broken_since is 'Broken since | Trasig sedan: null = not broken or not known | null = inte trasig eller inte känt';
comment on column gis.lighting.maintenance_factor is 'Maintenance factor | Bibehållningsfaktor: share of the flux that is left between two cleanings; null = unknown | del av ljusflödet som är kvar mellan två rengöringar; null = okänd';
comment on column gis.lighting.owner is 'Owner | Ägare: who answers for the lamp | vem som svarar för lampan';
comment on column gis.lighting.source is 'Source | Källa: the register the row came from | registret som raden kommer från';
comment on column gis.lighting.source_id is 'Id in the source | Källans id';
comment on column gis.lighting.valid_from is 'Valid from | Gäller från: null = since ever | null = sedan alltid';
comment on column gis.lighting.valid_to is 'Valid to | Gäller till: null = until further notice | null = tills vidare';
grant select on gis.lighting to safeplaces_public;
grant insert, update, delete on gis.lighting to safeplaces_planner;
grant select, insert, update, delete on safeplaces.lighting to safeplaces_planner;
