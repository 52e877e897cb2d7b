-- The extent of a table by its spatial index, in the table's SRID; of a partitioned table, or one that others inherit from, that
-- of all its parts. Null where there is none to be had: no index on some part that holds rows, nobody may read it, or somebody
-- holds a lock on it. Whatever a table is, it costs nobody else more than this null.
-- PostGIS brings the whole server down when a table is dropped while it looks, so each part is locked first, by reading none
-- of its rows; and it is still the one that was meant, for another may have taken its name.
create or replace function safeplaces.index_extent(relation oid, attribute name) returns box2d language plpgsql
  set lock_timeout = '5ms' as $$
declare
  part record;
  extent box2d;
  whole box2d;
begin
  for part in
    with recursive parts as (
      select relation as oid
      union
      select i.inhrelid from parts join pg_inherits i on i.inhparent = parts.oid
    )
    select parts.oid, parts.oid::regclass::text as name, c.relkind from parts join pg_class c on c.oid = parts.oid
  loop
    execute format('select from only %s limit 0', part.name);
    if to_regclass(part.name) is distinct from part.oid then
      return null;
    end if;
    continue when part.relkind = 'p'; -- holds no rows of its own
    extent := _postgis_index_extent(part.oid::regclass, attribute::text);
    if extent is null and pg_relation_size(part.oid) > 0 then
      return null;
    end if;
    whole := ST_CombineBBox(whole, extent::geometry);
  end loop;
  return whole;
exception when others then -- what it is not is the same to all: the reader then asks the table itself, with a time limit
  return null;
end $$;
