create table reference.vegetation (
  id text primary key,
  height_m double precision not null check (height_m > 0),
  dense boolean not null,
  geom geometry(Polygon, 3006) not null
);
create index on reference.vegetation using gist (geom);
comment on table reference.vegetation is E'Vegetation | Växtlighet\nShrubs, hedges and trees beside paths, made up for the demo town.\nBuskar, häckar och träd längs gångstråk, påhittade för demostaden.';
comment on column reference.vegetation.height_m is 'Height | Höjd [m]';
comment on column reference.vegetation.dense is 'Dense | Tät: whether one cannot see through | om man inte ser igenom';
-- the inventory has not come to the outskirts: there it is unknown whether shrubs hide anything
insert into safeplaces.layer_coverage (relation, geom, since) values ('reference.vegetation', ST_Multi(ST_Buffer(ST_SetSRID(ST_MakePoint(377300, 6399500), 3006), 2600)), '2025-06-01');
