-- The service's own styles are those of the table's owner, whatever that login is called.
create function safeplaces.layer_styles_owner() returns text language sql stable
  set search_path = pg_catalog, pg_temp as $$
  select pg_get_userbyid(relowner)::text from pg_class where oid = 'public.layer_styles'::regclass;
$$;
update public.layer_styles set owner = safeplaces.layer_styles_owner() where owner = 'safeplaces' and update_time = 'epoch';

drop policy seen on public.layer_styles;
create policy seen on public.layer_styles for select
  using (owner in (safeplaces.layer_styles_owner(), current_user) or useasdefault is not true);

-- What the service wrote is as old as can be (save-style.sql); nobody else's row is, as the trigger sets the time.
drop index public.layer_styles_of_safeplaces;
create unique index layer_styles_of_the_service on public.layer_styles (f_table_schema, f_table_name, stylename, coalesce(type, ''))
  where update_time = 'epoch';
comment on table public.layer_styles is 'Styles of layers for QGIS. Rows of the owner of the table are written by the service and follow its version.';
