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

-- What everybody may see, kept as a table of its own by triggers: a filter in a view could be seen through.
create table gis_public.presence (like gis.presence);
alter table gis_public.presence add primary key (id), alter column geom set not null;
create index on gis_public.presence using gist (geom);
call safeplaces.track('gis_public.presence', 'gis_public.presence');
grant select on gis_public.presence to safeplaces_public;
create function safeplaces.publish_presence() returns trigger language plpgsql security definer
  set search_path = safeplaces, public, pg_temp as $$
begin
  if tg_op <> 'INSERT' then
    delete from gis_public.presence where id in (select id from stale);
  end if;
  if tg_op <> 'DELETE' then
    insert into gis_public.presence select * from gis.presence where id in (select id from fresh) and kind = 'meeting-place';
  end if;
  return null;
end $$;
revoke execute on function safeplaces.publish_presence from public;
create trigger publish_insert after insert on safeplaces.presence referencing new table as fresh for each statement execute function safeplaces.publish_presence();
create trigger publish_update after update on safeplaces.presence referencing old table as stale new table as fresh for each statement execute function safeplaces.publish_presence();
create trigger publish_delete after delete on safeplaces.presence referencing old table as stale for each statement execute function safeplaces.publish_presence();
comment on table gis_public.presence is E'Presence | Närvaro\nMeeting places.\nMötesplatser.';
comment on column gis_public.presence.kind is 'Kind | Slag: kind of presence | slag av närvaro';
comment on column gis_public.presence.name is 'Name | Namn';
comment on column gis_public.presence.hours is 'Hours | Tider: when somebody is there | när någon är där';
comment on column gis_public.presence.source is 'Source | Källa: the register the row came from | registret som raden kommer från';
comment on column gis_public.presence.source_id is 'Id in the source | Källans id';
comment on column gis_public.presence.valid_from is 'Valid from | Gäller från: null = since ever | null = sedan alltid';
comment on column gis_public.presence.valid_to is 'Valid to | Gäller till: null = until further notice | null = tills vidare';
