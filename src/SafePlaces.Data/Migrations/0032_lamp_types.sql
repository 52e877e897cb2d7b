-- Photometric files by lamp type. A lamp of a type that has one shines as its maker measured it; the others as assumed luminaires.
create table safeplaces.lamp_types (
  name text primary key check (name = btrim(name) and length(name) between 1 and 100),
  luminaire text not null,
  flux_lm double precision not null check (flux_lm > 0),
  stated_flux_lm double precision,
  file text not null,
  updated_at timestamptz not null
);
comment on table safeplaces.lamp_types is 'IES (LM-63) or EULUMDAT (LDT) file of each lamp type, checked when the service stores it';
comment on column safeplaces.lamp_types.luminaire is 'what the file calls it; may be empty';
comment on column safeplaces.lamp_types.flux_lm is 'summed from the table of intensities';
comment on column safeplaces.lamp_types.stated_flux_lm is 'what the file says leaves the luminaire; null = says nothing of it';
-- no write for anybody: only a file that the service could read is stored
grant select on safeplaces.lamp_types to safeplaces_partner, safeplaces_planner;

alter table safeplaces.lighting
  add column lamp_type text,
  add column facing_degrees double precision check (facing_degrees >= 0 and facing_degrees <= 360);
create index on safeplaces.lighting (lamp_type) where lamp_type is not null;

create or replace view gis.lighting as
select id, source, source_id, luminous_flux_lm, height_m, light_source, status, broken_since, maintenance_factor, owner, valid_from, valid_to, geom,
  lamp_type, facing_degrees
from safeplaces.lighting;
comment on column gis.lighting.lamp_type is 'Lamp type | Lamptyp: the luminaire by its name in the register; one with a photometric file shines by it | armaturen efter sitt namn i registret; en med fotometrisk fil lyser efter den';
comment on column gis.lighting.facing_degrees is 'Facing | Riktning [°]: of plane C0, clockwise from grid north; null = unknown | C0-planets riktning, medurs från kartans norr; null = okänd';

-- A new file changes the light of all lamps of its type, though no lamp changes.
create function safeplaces.log_lamp_type() returns trigger language plpgsql security definer
  set search_path = safeplaces, public, pg_temp as $$
declare
  changed text := case when tg_op = 'DELETE' then old.name else new.name end;
begin
  insert into layer_changes (relation, added, removed)
    select 'gis.lighting', 0, 0 where exists (select from lighting where lamp_type = changed);
  insert into changed_areas (relation, area)
    select 'gis.lighting', safeplaces.whole_metres(ST_Extent(geom)::geometry) from lighting where lamp_type = changed group by safeplaces.square(geom);
  return null;
end $$;
revoke execute on function safeplaces.log_lamp_type from public;
create trigger log_change after insert or update or delete on safeplaces.lamp_types for each row execute function safeplaces.log_lamp_type();
