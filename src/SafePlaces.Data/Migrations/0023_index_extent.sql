-- The extent of a table by its spatial index, in the table's SRID; null where there is none to be had. PostGIS brings the whole
-- server down when the table is dropped while it looks, so the table is locked first, by reading none of its rows; and is still
-- the one that was meant, for another may have taken its name.
create function safeplaces.index_extent(relation oid, attribute name) returns box2d language plpgsql as $$
declare
  name constant text := relation::regclass;
begin
  execute format('select from only %s limit 0', name);
  return case when to_regclass(name) = relation then _postgis_index_extent(relation::regclass, attribute::text) end;
exception when undefined_table or syntax_error or insufficient_privilege then
  return null;
end $$;
revoke execute on function safeplaces.index_extent from public;
