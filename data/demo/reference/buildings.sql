create table reference.buildings (
  id text primary key,
  dwelling boolean not null,
  levels integer not null check (levels > 0),
  geom geometry(Polygon, 3006) not null
);
create index on reference.buildings using gist (geom);
comment on table reference.buildings is E'Buildings | Byggnader\nMade up for the demo town.\nPåhittade för demostaden.';
comment on column reference.buildings.dwelling is 'Dwelling | Bostad: whether people live there | om någon bor där';
comment on column reference.buildings.levels is 'Levels | Våningar';
insert into safeplaces.layer_coverage (relation, geom, since) values ('reference.buildings', ST_Multi(ST_MakeEnvelope(373700, 6395900, 380900, 6403100, 3006)), '2024-01-01');
