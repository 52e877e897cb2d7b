create table safeplaces.presence (
  id uuid primary key default safeplaces.uuid_v7(),
  source text not null default 'safeplaces',
  source_id text not null default gen_random_uuid()::text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  valid_from date,
  valid_to date,
  kind text not null check (kind in ('meeting-place', 'host-round', 'neighbourhood-watch')),
  name text,
  hours text,
  geom geometry(Geometry, 3006) not null check (not ST_IsEmpty(geom) and ST_IsValid(geom)),
  unique (source, source_id),
  check (valid_to >= valid_from)
);
create index on safeplaces.presence using gist (geom);
create trigger touch before update on safeplaces.presence for each row execute function safeplaces.touch();
call safeplaces.track('safeplaces.presence', 'gis.presence');

create view gis.presence as
select id, source, source_id, kind, name, hours, valid_from, valid_to, geom
from safeplaces.presence;
comment on view gis.presence is E'Presence | Närvaro\nHost rounds, meeting places, neighbourhood watch: what makes a place less lonely.\nVärdrundor, mötesplatser, grannsamverkan: det som gör en plats mindre ödslig.';
comment on column gis.presence.kind is 'Kind | Slag: kind of presence | slag av närvaro';
comment on column gis.presence.name is 'Name | Namn';
comment on column gis.presence.hours is 'Hours | Tider: when somebody is there | när någon är där';
comment on column gis.presence.source is 'Source | Källa: the register the row came from | registret som raden kommer från';
comment on column gis.presence.source_id is 'Id in the source | Källans id';
comment on column gis.presence.valid_from is 'Valid from | Gäller från: null = since ever | null = sedan alltid';
comment on column gis.presence.valid_to is 'Valid to | Gäller till: null = until further notice | null = tills vidare';
grant select on gis.presence to safeplaces_planner;
grant insert, update, delete on gis.presence to safeplaces_officer;
grant select, insert, update, delete on safeplaces.presence to safeplaces_officer;

call safeplaces.publish_part('presence', 'kind = ''meeting-place''');
comment on table gis_public.presence is E'Presence | Närvaro\nMeeting places.\nMötesplatser.';
