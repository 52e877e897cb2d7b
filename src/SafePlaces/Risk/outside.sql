-- A mark of the reference layers, which are not tracked: moves when a table comes, goes or is written to.
select coalesce(string_agg(concat_ws(':', c.relname, pg_relation_filenode(c.oid), pg_stat_get_tuples_inserted(c.oid), pg_stat_get_tuples_updated(c.oid), pg_stat_get_tuples_deleted(c.oid)), ' ' order by c.relname), '')
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'reference' and c.relkind in ('r', 'm', 'v', 'f', 'p') and c.relname = any($1);
