create table reference.premises (
  id text primary key,
  name text not null,
  kind text not null,
  opening_hours text,
  late_alcohol boolean not null,
  geom geometry(Point, 3006) not null
);
create index on reference.premises using gist (geom);
comment on table reference.premises is E'Premises | Lokaler\nShops, cafés and bars, made up for the demo town.\nButiker, kaféer och krogar, påhittade för demostaden.';
comment on column reference.premises.name is 'Name | Namn';
comment on column reference.premises.kind is 'Kind | Slag';
comment on column reference.premises.opening_hours is 'Opening hours | Öppettider: as OpenStreetMap writes them, null = unknown | som OpenStreetMap skriver dem, null = okänt';
comment on column reference.premises.late_alcohol is 'Alcohol late | Alkohol sent: served after 1 at night | serveras efter 01';
insert into safeplaces.layer_coverage (relation, geom, since) values ('reference.premises', ST_Multi(ST_MakeEnvelope(373700, 6395900, 380900, 6403100, 3006)), '2024-01-01');
