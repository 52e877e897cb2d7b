create table reference.vacant (
  id text primary key,
  name text not null,
  kind text not null check (kind in ('building', 'lot')),
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  geom geometry(Polygon, 3006) not null
);
create index on reference.vacant using gist (geom);
comment on table reference.vacant is E'Vacant | Övergivet\nBuildings and lots that stand empty, made up for the demo town.\nTomma hus och tomter, påhittade för demostaden.';
comment on column reference.vacant.name is 'Name | Namn';
comment on column reference.vacant.kind is 'Kind | Slag: building or lot | byggnad eller tomt';
comment on column reference.vacant.valid_from is 'Empty from | Tomt från';
comment on column reference.vacant.valid_to is 'Empty to | Tomt till: null = still | null = fortfarande';
insert into safeplaces.layer_coverage (relation, geom, since) values ('reference.vacant', ST_Multi(ST_MakeEnvelope(373700, 6395900, 380900, 6403100, 3006)), '2024-01-01');
