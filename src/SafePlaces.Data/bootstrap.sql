-- What only a superuser can make: roles, extension, event trigger. Run in the database of SafePlaces, once and again after an
-- upgrade that says so; a second time changes nothing. ./safeplaces up does it for the private cluster. By hand:
--   psql -d DATABASE -c "set safeplaces.roles = 'safeplaces'" -f bootstrap.sql
-- Names of roles begin with that word, because roles belong to the cluster: another town in it takes another word.
--
-- <word>_owner owns the schema and runs `safeplaces migrate`; no right beyond this database.
-- <word>_public, _partner, _planner, _officer, _admin are groups: what each may see is granted to them and to nobody else.
-- <word>_<group>_service are the service's own logins, one a group. They are apart from the groups because a member of a role
-- may become it, and a role may change its own password and settings: a person in the planners' group must not be able to
-- change what the service logs in with.
-- <word>_worker makes the derived layers and runs jobs; <word>_access reads tokens and secrets. Nobody is a member of either.
set search_path = pg_catalog;

do $bootstrap$
declare
  word constant text := coalesce(nullif(current_setting('safeplaces.roles', true), ''), 'safeplaces');
  owner constant text := word || '_owner';
  groups constant text[] := array['public', 'partner', 'planner', 'officer', 'admin'];
  logins constant text[] := array(select word || '_' || name || '_service' from unnest(groups) name) || array[word || '_worker', word || '_access'];
  name text;
  relation record;
begin
  if word !~ '^[a-z][a-z0-9_]{0,29}$' then
    raise exception 'safeplaces.roles is ''%'': it begins the names of roles, so give 1 to 30 of a-z, 0-9 and _, a letter first', word;
  end if;
  -- two towns of one cluster made at the same time; a lock that only a superuser can take
  begin
    lock table pg_authid in share row exclusive mode;
  exception when insufficient_privilege then null;
  end;

  -- Roles. None is superuser or may make roles, so nothing that one inherits can be switched on.
  foreach name in array array[owner] || logins || array(select word || '_' || g from unnest(groups) g) loop
    if not exists (select from pg_roles where rolname = name) then
      execute format('create role %I', name);
    end if;
    execute format('alter role %I %s nocreaterole nocreatedb', name, case when name = owner or name = any (logins) then 'login' else 'nologin' end);
  end loop;
  -- A partner sees what the public sees and more; an officer what a planner sees and more. The admin sees no reports.
  execute format('grant %I to %I, %I, %I', word || '_public', word || '_partner', word || '_planner', word || '_admin');
  execute format('grant %I to %I', word || '_planner', word || '_officer');
  foreach name in array groups loop
    execute format('grant %I to %I', word || '_' || name, word || '_' || name || '_service');
  end loop;
  execute format('grant %I to %I', word || '_planner', word || '_worker');

  -- How long a statement of each may take, and how much it may write aside. Background work takes as long as it takes.
  foreach name in array groups loop
    execute format('alter role %I set statement_timeout = %L', word || '_' || name || '_service',
      case name when 'public' then '5s' when 'partner' then '15s' else '60s' end);
    execute format('alter role %I set idle_in_transaction_session_timeout = %L', word || '_' || name || '_service', '5min');
  end loop;
  execute format('alter role %I set statement_timeout = %L', word || '_access', '15s');
  begin
    foreach name in array logins loop
      execute format('alter role %I set temp_file_limit = %L', name, case when name = word || '_worker' then '20GB' else '2GB' end);
    end loop;
  exception when insufficient_privilege then
    raise notice 'temp_file_limit of the logins is not set: only a superuser can';
  end;
  foreach name in array logins loop -- never a schema that happens to bear the login's name
    execute format('alter role %I set search_path = public', name);
  end loop;

  -- The database. Who is not named here cannot connect to it.
  begin
    execute format('grant %I to current_user', owner); -- a managed superuser gives away only to roles it belongs to
  exception when others then null;
  end;
  execute format('alter database %I owner to %I', current_database(), owner);
  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect on database %I to %s', current_database(), (select string_agg(quote_ident(l), ', ') from unnest(logins || array[word || '_planner']) l));
  execute format('grant temporary on database %I to %I, %I', current_database(), word || '_planner', word || '_worker');

  -- PostGIS, not in a schema named after a role.
  create extension if not exists postgis schema public;
  -- Its statistics say of any table where the rows lie. QGIS asks for them ("estimated metadata").
  revoke execute on function public._postgis_index_extent, public._postgis_stats, public._postgis_selectivity, public._postgis_join_selectivity,
    public.ST_EstimatedExtent(text, text), public.ST_EstimatedExtent(text, text, text), public.ST_EstimatedExtent(text, text, text, boolean) from public;
  execute format('grant execute on function public.ST_EstimatedExtent(text, text), public.ST_EstimatedExtent(text, text, text), public.ST_EstimatedExtent(text, text, text, boolean) to %I', word || '_planner');
  execute format('grant execute on function public._postgis_index_extent to %I', word || '_worker');
  -- Who may make tables in schema reference could make functions there, which others would then run with their own rights.
  revoke usage on language sql, plpgsql from public;
  execute format('grant usage on language sql, plpgsql to %I', owner);

  -- A database that an earlier version made belongs to whoever ran migrate then.
  for relation in
    select format('schema %I', nspname) as it from pg_namespace
      where nspname in ('safeplaces', 'gis', 'gis_public', 'gis_officer', 'reference') and nspowner <> owner::regrole
    union all
    select format('%s %s', case relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence' when 'f' then 'foreign table' else 'table' end, c.oid::regclass)
      from pg_class c join pg_namespace n on n.oid = relnamespace
      where (nspname in ('safeplaces', 'gis', 'gis_public', 'gis_officer')
          or (nspname = 'reference' and relowner in (select nspowner from pg_namespace where nspname = 'reference'))
          or (nspname = 'public' and relname = 'layer_styles'))
        and relkind in ('r', 'p', 'v', 'm', 'f', 'S') and relowner <> owner::regrole
        and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = c.oid and deptype in ('a', 'i') and relkind = 'S')
    union all
    select format('%s %s', case prokind when 'p' then 'procedure' else 'function' end, p.oid::regprocedure)
      from pg_proc p join pg_namespace n on n.oid = pronamespace
      where nspname = 'safeplaces' and proowner <> owner::regrole
    -- tables of reference while the old owner of the schema is still known
    order by 1 desc
  loop
    execute format('alter %s owner to %I', relation.it, owner);
  end loop;
  for relation in
    select pg_get_userbyid(defaclrole) as it from pg_default_acl where defaclnamespace = to_regnamespace('reference') and defaclrole <> owner::regrole
  loop
    execute format('alter default privileges for role %I in schema reference revoke select on tables from %I', relation.it, word || '_planner');
  end loop;

  -- What works with a superuser's rights lies in a schema that only a superuser can change.
  create schema if not exists safeplaces_setup;
  execute format('grant usage on schema safeplaces_setup to %I', owner);

  -- migrate gives the service's logins their passwords, as SCRAM verifiers: no password reaches the server's log.
  execute format($function$
    create or replace function safeplaces_setup.set_login(login text, verifier text) returns void language plpgsql security definer
      set search_path = pg_catalog, pg_temp as $body$
    begin
      if login <> all (%L::text[]) or verifier !~ '^SCRAM-SHA-256\$' then
        raise exception 'not a login of the service with a SCRAM verifier: %%', login;
      end if;
      execute format('alter role %%I password %%L', login, verifier);
    end $body$
  $function$, logins);
  revoke execute on function safeplaces_setup.set_login from public;
  execute format('grant execute on function safeplaces_setup.set_login to %I', owner);

  -- A login of a person's own, for QGIS straight on PostGIS: \password NAME gives it a password.
  execute format($function$
    create or replace function safeplaces_setup.add_person(login text, role text) returns void language plpgsql
      set search_path = pg_catalog, pg_temp as $body$
    begin
      if role not in ('planner', 'officer') then
        raise exception 'only planners and officers connect to the database; others use the API';
      end if;
      execute format('create role %%I login connection limit 10 in role %%I', login, %L || '_' || role);
      execute format('alter role %%I set statement_timeout = ''5min''', login);
      execute format('alter role %%I set idle_in_transaction_session_timeout = ''30min''', login); -- an edit session of QGIS
      execute format('alter role %%I set search_path = public', login);
      begin
        execute format('alter role %%I set temp_file_limit = ''1GB''', login);
      exception when insufficient_privilege then null;
      end;
    end $body$
  $function$, word);
  revoke execute on function safeplaces_setup.add_person from public;

  -- A table that QGIS or ogr2ogr makes in schema reference is readable for planners and officers at once.
  drop event trigger if exists safeplaces_publish_reference;
  execute format($function$
    create or replace function safeplaces_setup.publish_reference() returns event_trigger language plpgsql
      set search_path = pg_catalog, pg_temp as $body$
    declare made record;
    begin
      for made in select objid::regclass as name from pg_event_trigger_ddl_commands()
                  where schema_name = 'reference' and object_type in ('table', 'view', 'materialized view', 'foreign table') loop
        execute format('grant select on %%s to %I', made.name);
      end loop;
    end $body$
  $function$, word || '_planner');
  begin
    create event trigger safeplaces_publish_reference on ddl_command_end
      when tag in ('CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO', 'CREATE VIEW', 'CREATE MATERIALIZED VIEW', 'CREATE FOREIGN TABLE')
      execute function safeplaces_setup.publish_reference();
  exception when insufficient_privilege then
    raise notice 'only a superuser can make event triggers: tables that others than % make in schema reference must be granted by hand', owner;
  end;
end $bootstrap$;
reset search_path;
