create or replace view gis.lighting as
select id, source, source_id, luminous_flux_lm, height_m, light_source, status, broken_since, maintenance_factor, owner, valid_from, valid_to, geom,
  lamp_type, facing_degrees
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
comment on column gis.lighting.lamp_type is 'Lamp type | Lamptyp: the luminaire by its name in the register; one with a photometric file shines by it | armaturen efter sitt namn i registret; en med fotometrisk fil lyser efter den';
comment on column gis.lighting.facing_degrees is 'Facing | Riktning [°]: of plane C0, clockwise from grid north; null = unknown | C0-planets riktning, medurs från kartans norr; null = okänd';
grant select on gis.lighting to safeplaces_public;
grant insert, update, delete on gis.lighting to safeplaces_planner;
