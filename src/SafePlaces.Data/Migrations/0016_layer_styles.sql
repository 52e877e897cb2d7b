-- Styles as QGIS keeps them in a database: the columns and their names are QGIS's own. A layer added straight from the database
-- is drawn in the row with useasdefault that was saved last.
create table public.layer_styles (
  id serial primary key,
  f_table_catalog varchar,
  f_table_schema varchar,
  f_table_name varchar,
  f_geometry_column varchar,
  stylename text,
  styleqml xml,
  stylesld xml,
  useasdefault boolean,
  description text,
  owner varchar(63) default current_user,
  ui xml,
  update_time timestamp default current_timestamp,
  type varchar
);
comment on table public.layer_styles is 'Styles of layers for QGIS. Rows of owner safeplaces are written by the service and follow its version.';
create unique index layer_styles_of_safeplaces on public.layer_styles (f_table_schema, f_table_name, stylename, coalesce(type, ''))
  where owner = 'safeplaces';

grant select on public.layer_styles to safeplaces_public;
grant insert, update, delete on public.layer_styles to safeplaces_planner;
grant usage on sequence public.layer_styles_id_seq to safeplaces_planner;

-- Planners save styles of their own and share them; nobody changes another's. A style may hold code that QGIS runs, so what
-- somebody made a default is a default for that one alone: others choose it by its name, or do not.
alter table public.layer_styles enable row level security;
create policy seen on public.layer_styles for select
  using (owner in ('safeplaces', current_user) or useasdefault is not true);
create policy made on public.layer_styles for insert with check (owner = current_user);
create policy changed on public.layer_styles for update using (owner = current_user);
create policy removed on public.layer_styles for delete using (owner = current_user);

-- QGIS writes as owner what the connection calls its user, which is nothing for one by service name.
create function safeplaces.own_layer_style() returns trigger language plpgsql as $$
begin
  if not pg_has_role(current_user, (select relowner from pg_class where oid = tg_relid), 'member') then
    new.owner := current_user;
    new.update_time := now();
  end if;
  return new;
end $$;
create trigger own before insert or update on public.layer_styles for each row execute function safeplaces.own_layer_style();
