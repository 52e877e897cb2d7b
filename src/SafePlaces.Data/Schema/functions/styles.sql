-- Who may change the style of a layer.

-- The service's own styles are those of the table's owner, whatever that login is called.
create or replace function safeplaces.layer_styles_owner() returns text language sql stable
  set search_path = pg_catalog, pg_temp as $$
  select pg_get_userbyid(relowner)::text from pg_class where oid = 'public.layer_styles'::regclass;
$$;

-- QGIS writes as owner what the connection calls its user, which is nothing for one by service name.
create or replace function safeplaces.own_layer_style() returns trigger language plpgsql as $$
begin
  if not pg_has_role(current_user, (select relowner from pg_class where oid = tg_relid), 'member') then
    new.owner := current_user;
    new.update_time := now();
  end if;
  return new;
end $$;
