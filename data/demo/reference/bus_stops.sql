create table reference.bus_stops (
  id text primary key,
  name text not null,
  shelter boolean not null,
  geom geometry(Point, 3006) not null
);
create index on reference.bus_stops using gist (geom);
comment on table reference.bus_stops is E'Bus stops | Busshållplatser\nMade up for the demo town.\nPåhittade för demostaden.';
comment on column reference.bus_stops.name is 'Name | Namn';
comment on column reference.bus_stops.shelter is 'Shelter | Väderskydd';
insert into safeplaces.layer_coverage (relation, geom, since) values ('reference.bus_stops', ST_Multi(ST_MakeEnvelope(373700, 6395900, 380900, 6403100, 3006)), '2024-01-01');
