-- What happens to a layer is counted: its version, its rows, where it changed, and how many points lie in a square.

-- Who reads what changed does so within minutes: boxes older than a day tell nobody anything.
create or replace procedure safeplaces.compact_layer_changes() language sql as $$
  with folded as (
    delete from safeplaces.layer_changes where changed_at < now() - interval '1 day' returning *
  )
  insert into safeplaces.layer_changes (id, relation, added, removed, changes, changed_at) overriding system value
  select max(id), relation, sum(added), sum(removed), sum(changes), max(changed_at) from folded group by relation;
  delete from safeplaces.changed_areas where changed_at < now() - interval '1 day';
$$;

-- TG_ARGV[0] is the published relation. Written by the database, so that an edit in QGIS counts as well.
create or replace function safeplaces.log_change() returns trigger language plpgsql security definer
  set search_path = safeplaces, public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    insert into layer_changes (relation, added, removed) select tg_argv[0], count(*), 0 from fresh having count(*) > 0;
    insert into changed_areas (relation, area) select tg_argv[0], safeplaces.whole_metres(ST_Extent(geom)::geometry) from fresh group by safeplaces.square(geom);
    insert into cell_changes select tg_argv[0], safeplaces.cell(geom), count(*) from fresh where GeometryType(geom) = 'POINT' group by 2;
  elsif tg_op = 'DELETE' then
    insert into layer_changes (relation, added, removed) select tg_argv[0], 0, count(*) from stale having count(*) > 0;
    insert into changed_areas (relation, area) select tg_argv[0], safeplaces.whole_metres(ST_Extent(geom)::geometry) from stale group by safeplaces.square(geom);
    insert into cell_changes select tg_argv[0], safeplaces.cell(geom), -count(*) from stale where GeometryType(geom) = 'POINT' group by 2;
  else
    insert into layer_changes (relation, added, removed) select tg_argv[0], count(*), count(*) from fresh having count(*) > 0;
    insert into changed_areas (relation, area) select tg_argv[0], safeplaces.whole_metres(ST_Extent(geom)::geometry)
      from (select geom from fresh union all select geom from stale) moved group by safeplaces.square(geom);
    insert into cell_changes select tg_argv[0], cell, sum(added) from (
      select safeplaces.cell(geom), 1 from fresh where GeometryType(geom) = 'POINT'
      union all select safeplaces.cell(geom), -1 from stale where GeometryType(geom) = 'POINT') moved(cell, added)
      group by cell having sum(added) <> 0;
  end if;
  return null;
end $$;

create or replace function safeplaces.log_change_without_place() returns trigger language plpgsql security definer
  set search_path = safeplaces, public, pg_temp as $$
begin
  insert into layer_changes (relation, added, removed) values (tg_argv[0], 0, 0);
  return null;
end $$;
revoke execute on function safeplaces.log_change, safeplaces.log_change_without_place from public;

create or replace function safeplaces.touch() returns trigger language plpgsql as $$
begin
  new.updated_at := now();
  return new;
end $$;

create or replace function safeplaces.refuse_truncate() returns trigger language plpgsql as $$
begin
  raise exception 'use DELETE, not TRUNCATE: every change of % is counted', tg_table_name;
end $$;

-- Makes every change of a table count as a change of the published relation.
create or replace procedure safeplaces.track(base regclass, relation text) language plpgsql as $$
begin
  execute format('create trigger log_insert after insert on %s referencing new table as fresh for each statement execute function safeplaces.log_change(%L)', base, relation);
  execute format('create trigger log_update after update on %s referencing old table as stale new table as fresh for each statement execute function safeplaces.log_change(%L)', base, relation);
  execute format('create trigger log_delete after delete on %s referencing old table as stale for each statement execute function safeplaces.log_change(%L)', base, relation);
  execute format('create trigger refuse_truncate before truncate on %s for each statement execute function safeplaces.refuse_truncate()', base);
end $$;

-- What everybody may see of a layer, kept as a table of its own by triggers: a filter in a view could be seen through.
-- TG_ARGV[0] is the condition a row must meet.
create or replace function safeplaces.publish_rows() returns trigger language plpgsql security definer
  set search_path = safeplaces, public, pg_temp as $$
begin
  if tg_op <> 'INSERT' then
    execute format('delete from gis_public.%I where id in (select id from stale)', tg_table_name);
  end if;
  if tg_op <> 'DELETE' then
    execute format('insert into gis_public.%1$I select * from gis.%1$I where id in (select id from fresh) and (%2$s)', tg_table_name, tg_argv[0]);
  end if;
  return null;
end $$;
revoke execute on function safeplaces.publish_rows from public;

create or replace procedure safeplaces.publish_part(layer text, condition text) language plpgsql as $$
begin
  execute format('create table gis_public.%1$I (like gis.%1$I including comments)', layer);
  execute format('alter table gis_public.%I add primary key (id), alter column geom set not null', layer);
  execute format('create index on gis_public.%I using gist (geom)', layer);
  call safeplaces.track(format('gis_public.%I', layer), 'gis_public.' || layer);
  execute format('grant select on gis_public.%I to safeplaces_public', layer);
  execute format('create trigger publish_insert after insert on safeplaces.%I referencing new table as fresh for each statement execute function safeplaces.publish_rows(%L)', layer, condition);
  execute format('create trigger publish_update after update on safeplaces.%I referencing old table as stale new table as fresh for each statement execute function safeplaces.publish_rows(%L)', layer, condition);
  execute format('create trigger publish_delete after delete on safeplaces.%I referencing old table as stale for each statement execute function safeplaces.publish_rows(%L)', layer, condition);
end $$;

-- The boxes of a relation written by this transaction and all that began to write later, for who may read the relation;
-- any most of them.
create or replace function safeplaces.changed_since(relation text, first xid8, most integer)
  returns table (west double precision, south double precision, east double precision, north double precision)
  language sql stable security definer set search_path = safeplaces, public, pg_temp as $$
  select distinct ST_XMin(area), ST_YMin(area), ST_XMax(area), ST_YMax(area) from changed_areas c
  where c.relation = changed_since.relation and c.written_by >= first
    and has_table_privilege(coalesce(nullif(current_setting('role'), 'none'), session_user), changed_since.relation, 'select')
  limit most
$$;
revoke execute on function safeplaces.changed_since from public;
grant execute on function safeplaces.changed_since to safeplaces_planner;

-- Version of a published relation the caller's role may select, in the caller's own snapshot; else null. The number of its own
-- changes and nothing else: an id of the log, which all layers share, would tell how much happened in those the caller does not see.
create or replace function safeplaces.layer_version(published text) returns text
  language sql stable security definer set search_path = safeplaces, public, pg_temp as $$
  select coalesce(sum(changes), 0)::text from layer_changes
  where relation = published
  having has_table_privilege(coalesce(nullif(current_setting('role'), 'none'), session_user), published, 'select');
$$;
revoke execute on function safeplaces.layer_version from public;
grant execute on function safeplaces.layer_version to safeplaces_partner, safeplaces_planner;

-- The cell of a point: its place on the curve without the last twelve bits, so that the 4^k cells of a bigger square lie
-- together and cell >> 2k names that square.
create or replace function safeplaces.cell(point geometry) returns bigint language sql immutable parallel safe
  return safeplaces.place(point) >> 12;

-- Points in the squares of 64 m x 2^shift whose cells lie in [lows, highs), for who may read the relation.
create or replace function safeplaces.cells(relation text, shift integer, lows bigint[], highs bigint[])
  returns table (square bigint, features bigint) language sql stable security definer
  set search_path = safeplaces, public, pg_temp as $$
  select c.cell >> (2 * shift), sum(c.added) from unnest(lows, highs) range(low, high)
  join cell_changes c on c.relation = cells.relation and c.cell >= low and c.cell < high
  where has_table_privilege(coalesce(nullif(current_setting('role'), 'none'), session_user), cells.relation, 'select')
  group by 1 having sum(c.added) <> 0
$$;
revoke execute on function safeplaces.cells from public;
grant execute on function safeplaces.cells to safeplaces_public;

-- Folds the lines of a relation into one a cell, where there are more than three times as many; the counts stay as they are.
create or replace procedure safeplaces.fold_cells(relation text) language plpgsql as $$
begin
  if (select count(*) > 1000 and count(*) > 3 * count(distinct c.cell) from safeplaces.cell_changes c where c.relation = fold_cells.relation) then
    with folded as (
      delete from safeplaces.cell_changes c where c.relation = fold_cells.relation returning c.cell, c.added
    )
    insert into safeplaces.cell_changes select fold_cells.relation, f.cell, sum(f.added) from folded f group by f.cell having sum(f.added) <> 0;
  end if;
end $$;
revoke execute on procedure safeplaces.fold_cells(text) from public;
grant execute on procedure safeplaces.fold_cells(text) to safeplaces_worker;
