-- What everybody may see of the reports: counts on the 250 m grid, a whole quarter at a time, five or more, rounded to fives.
-- A quarter is released once: nothing here is ever changed, for what changed would tell of single reports.
create table safeplaces.releases (
  quarter text primary key check (quarter ~ '^\d{4}-Q[1-4]$'),
  released_on date not null,
  squares integer not null check (squares >= 0)
);
comment on table safeplaces.releases is 'The quarters whose reports have been released to the public.';

create table safeplaces.public_release (
  id text primary key generated always as (quarter || '-' || square) stored,
  quarter text not null references safeplaces.releases,
  square text not null check (square ~ '^N\d{7}E\d{6}$'),
  starts_on date not null,
  ends_on date not null check (ends_on > starts_on),
  reports integer not null check (reports >= 5 and reports % 5 = 0),
  level text not null generated always as (case when reports < 10 then 'few' when reports < 25 then 'several' else 'many' end) stored,
  geom geometry(Polygon, 3006) not null,
  unique (quarter, square)
);
create index on safeplaces.public_release using gist (geom);
call safeplaces.track('safeplaces.public_release', 'gis.public_release');

create function safeplaces.refuse_second_release() returns trigger language plpgsql as $$
begin
  raise exception 'a release is never changed: what changed would tell of single reports';
end $$;
create trigger once before update or delete or truncate on safeplaces.releases
  for each statement execute function safeplaces.refuse_second_release();
create trigger once before update or delete or truncate on safeplaces.public_release
  for each statement execute function safeplaces.refuse_second_release();

create view gis.public_release as
select id, square, quarter, starts_on, ends_on, reports, level, geom from safeplaces.public_release;
comment on view gis.public_release is E'Reported places in squares | Rapporterade platser i rutor\nHow many reports of unsafe places a square of 250 m had in a quarter: five or more, rounded to fives, once somebody had looked at them. A square that is not shown had 0 to 4, and nothing tells which. Few reports is not safety.\nHur många rapporter om otrygga platser en ruta om 250 m hade under ett kvartal: fem eller fler, avrundat till femtal, sedan någon tittat på dem. En ruta som inte visas hade 0 till 4, och inget säger vilket. Få rapporter är inte trygghet.';
comment on column gis.public_release.square is 'Square | Ruta: of the national 250 m grid, by its south-west corner in EPSG:3006 | i rikets 250 m-rutnät, efter sydvästra hörnet i EPSG:3006';
comment on column gis.public_release.quarter is 'Quarter | Kvartal';
comment on column gis.public_release.starts_on is 'First day | Första dag';
comment on column gis.public_release.ends_on is 'Last day | Sista dag';
comment on column gis.public_release.reports is 'Reports | Rapporter: rounded to fives, so within 2 of what was reported | avrundat till femtal, alltså inom 2 från vad som rapporterats';
comment on column gis.public_release.level is 'Level | Nivå: few 5, several 10-20, many 25 or more | några 5, flera 10-20, många 25 eller fler';
grant select on gis.public_release to safeplaces_public;
