-- How many points of each published relation lie in each cell of 64 m of EPSG:3006, so that a map of a large region costs
-- what it shows, not what the table holds. Only ever appended to, as layer_changes, so that writers do not queue.

-- The cell of a point: its place on the curve without the last twelve bits, so that the 4^k cells of a bigger square lie
-- together and cell >> 2k names that square.
create function safeplaces.cell(point geometry) returns bigint language sql immutable parallel safe
  return safeplaces.place(point) >> 12;

create table safeplaces.cell_changes (
  relation text not null,
  cell bigint not null,
  added integer not null
);
create index on safeplaces.cell_changes (relation, cell) include (added);

-- Points in the squares of 64 m x 2^shift whose cells lie in [lows, highs), for who may read the relation.
create function safeplaces.cells(relation text, shift integer, lows bigint[], highs bigint[])
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
create procedure safeplaces.fold_cells(relation text) language plpgsql as $$
begin
  if (select count(*) > 1000 and count(*) > 3 * count(distinct c.cell) from safeplaces.cell_changes c where c.relation = fold_cells.relation) then
    with folded as (
      delete from safeplaces.cell_changes c where c.relation = fold_cells.relation returning c.cell, c.added
    )
    insert into safeplaces.cell_changes select fold_cells.relation, f.cell, sum(f.added) from folded f group by f.cell having sum(f.added) <> 0;
  end if;
end $$;

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

-- What is there already.
do $$
declare
  tracked record;
begin
  for tracked in
    select tgrelid::regclass as base, convert_from(substring(tgargs from 1 for length(tgargs) - 1), 'UTF8') as relation
    from pg_trigger where tgfoid = 'safeplaces.log_change'::regproc and tgname = 'log_insert'
  loop
    execute format('lock table %s in share row exclusive mode', tracked.base);
    execute format('insert into safeplaces.cell_changes select %L, safeplaces.cell(geom), count(*) from %s where GeometryType(geom) = ''POINT'' group by 2', tracked.relation, tracked.base);
  end loop;
end $$;
