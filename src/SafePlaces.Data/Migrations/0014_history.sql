-- Who changed what, and what it was before. Written by the database, so that an edit in QGIS straight on PostGIS is there
-- too; only ever appended to. Inserts have no before: one line a statement, so that a million rows cost one line.
create table safeplaces.history (
  id bigint generated always as identity primary key,
  layer text not null,
  feature_id uuid,
  operation text not null check (operation in ('insert', 'update', 'delete')),
  features bigint not null default 1 check (features > 0),
  of_texts boolean not null default false,
  changed_at timestamptz not null default now(),
  changed_by text,
  role text not null,
  before jsonb,
  place geometry(Geometry, 3006),
  check (feature_id is not null or operation = 'insert')
);
comment on table safeplaces.history is 'every change of the base layers, the row as it was before; only appended to';
comment on column safeplaces.history.feature_id is 'null: an insert of many; theirs are the features created at this very time';
comment on column safeplaces.history.of_texts is 'free text or contact changed: that it did, never what it said';
comment on column safeplaces.history.before is 'the row as it was, without its geometry, which is place';
comment on column safeplaces.history.changed_by is 'name of the token, or the login of a direct connection; null without either';
create index on safeplaces.history (layer, feature_id, id desc);
create index on safeplaces.history (layer, changed_at) where feature_id is null;
grant select on safeplaces.history to safeplaces_officer;

create function safeplaces.refuse_rewriting() returns trigger language plpgsql as $$
begin
  raise exception 'history is only appended to';
end $$;
create trigger append_only before update or delete or truncate on safeplaces.history
  for each statement execute function safeplaces.refuse_rewriting();

-- Who is at work. A login of its own is who it is; only the service, which logs in as the owner, speaks for others:
-- it names the token in the setting safeplaces.caller of its transaction.
create function safeplaces.caller() returns text language sql stable
  set search_path = pg_catalog, pg_temp
  return case when session_user <> (select pg_get_userbyid(nspowner) from pg_namespace where nspname = 'safeplaces')
    then session_user::text else nullif(current_setting('safeplaces.caller', true), '') end;

create function safeplaces.caller_role() returns text language sql stable
  set search_path = pg_catalog, pg_temp
  return case when current_setting('role') = 'none' then session_user::text
    else regexp_replace(current_setting('role'), '^safeplaces_', '') end;

-- TG_ARGV[0] is the layer.
create function safeplaces.keep() returns trigger language plpgsql security definer
  set search_path = safeplaces, public, pg_temp as $$
declare
  columns text;
begin
  if tg_op = 'INSERT' then
    insert into history (layer, feature_id, operation, features, changed_by, role)
      select tg_argv[0], case when n = 1 then (select id from fresh) end, 'insert', n, safeplaces.caller(), safeplaces.caller_role()
      from (select count(*) from fresh) counted(n) where n > 0;
  else
    -- a geometry as JSON costs more than all the rest, and is no longer exact
    select string_agg(format('stale.%I', attname), ', ' order by attnum) into columns
      from pg_attribute where attrelid = tg_relid and attnum > 0 and not attisdropped and attname <> 'geom';
    execute format(
      'insert into history (layer, feature_id, operation, changed_by, role, before, place)
       select $1, stale.id, $2, safeplaces.caller(), safeplaces.caller_role(), (select to_jsonb(r) from (select %s) r), stale.geom from stale', columns)
      using tg_argv[0], lower(tg_op);
  end if;
  return null;
end $$;

-- The same for free text and contact: of personal data only that it changed.
create function safeplaces.keep_text() returns trigger language plpgsql security definer
  set search_path = safeplaces, public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    insert into history (layer, feature_id, operation, features, of_texts, changed_by, role)
      select tg_argv[0], case when n = 1 then (select unsafe_spot_id from fresh) end, 'insert', n, true, safeplaces.caller(), safeplaces.caller_role()
      from (select count(*) from fresh) counted(n) where n > 0;
  else
    insert into history (layer, feature_id, operation, of_texts, changed_by, role)
      select tg_argv[0], unsafe_spot_id, lower(tg_op), true, who, role
      from stale, (select safeplaces.caller(), safeplaces.caller_role()) as at_work(who, role);
  end if;
  return null;
end $$;
revoke execute on function safeplaces.keep, safeplaces.keep_text, safeplaces.refuse_rewriting from public;

create procedure safeplaces.keep_history(base regclass, layer text, function regproc default 'safeplaces.keep') language plpgsql as $$
begin
  execute format('create trigger keep_insert after insert on %s referencing new table as fresh for each statement execute function %s(%L)', base, function, layer);
  execute format('create trigger keep_update after update on %s referencing old table as stale for each statement execute function %s(%L)', base, function, layer);
  execute format('create trigger keep_delete after delete on %s referencing old table as stale for each statement execute function %s(%L)', base, function, layer);
end $$;

call safeplaces.keep_history('safeplaces.unsafe_spots', 'unsafe-spots');
call safeplaces.keep_history('safeplaces.unsafe_spot_texts', 'unsafe-spots', 'safeplaces.keep_text');
call safeplaces.keep_history('safeplaces.lighting', 'lighting');
call safeplaces.keep_history('safeplaces.walk_routes', 'walk-routes');
call safeplaces.keep_history('safeplaces.planned_construction', 'planned-construction');
call safeplaces.keep_history('safeplaces.focus_areas', 'focus-areas');
call safeplaces.keep_history('safeplaces.presence', 'presence');
call safeplaces.keep_history('safeplaces.safety_walks', 'safety-walks');
call safeplaces.keep_history('safeplaces.measures', 'measures');
