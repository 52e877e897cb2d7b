-- Who changed what, and how it was before.

-- Who is at work. A person's login is who it is; only the service's logins speak for others: the service names the token in
-- the setting safeplaces.caller of its transaction. session_user is the login, whatever role it has taken.
create or replace function safeplaces.caller() returns text language sql stable
  set search_path = pg_catalog, pg_temp
  return case when session_user in ('safeplaces_public_service', 'safeplaces_partner_service', 'safeplaces_planner_service',
      'safeplaces_officer_service', 'safeplaces_admin_service', 'safeplaces_worker', 'safeplaces_owner')
    then nullif(current_setting('safeplaces.caller', true), '') else session_user::text end;

create or replace function safeplaces.caller_role() returns text language sql stable
  set search_path = pg_catalog, pg_temp
  return case session_user
    when 'safeplaces_public_service' then 'public' when 'safeplaces_partner_service' then 'partner'
    when 'safeplaces_planner_service' then 'planner' when 'safeplaces_officer_service' then 'officer'
    when 'safeplaces_admin_service' then 'admin' when 'safeplaces_worker' then 'worker' when 'safeplaces_owner' then 'owner'
    else session_user::text end;

-- TG_ARGV[0] is the layer.
create or replace function safeplaces.keep() returns trigger language plpgsql security definer
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
create or replace function safeplaces.keep_text() returns trigger language plpgsql security definer
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

create or replace procedure safeplaces.keep_history(base regclass, layer text, function regproc default 'safeplaces.keep') language plpgsql as $$
begin
  execute format('create trigger keep_insert after insert on %s referencing new table as fresh for each statement execute function %s(%L)', base, function, layer);
  execute format('create trigger keep_update after update on %s referencing old table as stale for each statement execute function %s(%L)', base, function, layer);
  execute format('create trigger keep_delete after delete on %s referencing old table as stale for each statement execute function %s(%L)', base, function, layer);
end $$;

create or replace function safeplaces.refuse_rewriting() returns trigger language plpgsql as $$
begin
  raise exception 'history is only appended to';
end $$;
revoke execute on function safeplaces.keep, safeplaces.keep_text, safeplaces.refuse_rewriting from public;
