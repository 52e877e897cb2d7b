-- Which transaction wrote each box: whoever has read a layer in a snapshot can ask for all that it may have missed. Ids of
-- rows would not do, as they are drawn before the commit; whoever commits late is still at work in the snapshot.
alter table safeplaces.changed_areas add column written_by xid8 not null default pg_current_xact_id();
create index on safeplaces.changed_areas (relation, written_by);

-- The boxes of a relation written by this transaction and all that began to write later, for who may read the relation;
-- any most of them.
create function safeplaces.changed_since(relation text, first xid8, most integer)
  returns table (west double precision, south double precision, east double precision, north double precision)
  language sql stable security definer set search_path = safeplaces, public, pg_temp as $$
  select distinct ST_XMin(area), ST_YMin(area), ST_XMax(area), ST_YMax(area) from changed_areas c
  where c.relation = changed_since.relation and c.written_by >= first
    and has_table_privilege(coalesce(nullif(current_setting('role'), 'none'), session_user), changed_since.relation, 'select')
  limit most
$$;
revoke execute on function safeplaces.changed_since from public;
grant execute on function safeplaces.changed_since to safeplaces_planner;
