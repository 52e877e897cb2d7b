-- What any of the roles $1 may read, and which: one row per column of every published relation, richest relation of a name first.
-- A partition is a part of its table and no relation of its own. Of a relation in reference nothing is read here but what the
-- server knows of it, and no comment longer than a screen, so that none can spoil or hold up the others.
-- Reading must not run what somebody else wrote. So of what others than the owner of the schema made in reference, views, tables
-- with row security (safeplaces.may_be_read) and columns of types of their own are not published.
-- The extent is that of the GiST index of the table the geometry column comes from: in the relation's SRID, a little generous.
with recursive relations as (
  select c.oid, n.nspname, c.relname,
    array_position(array['gis_officer', 'gis', 'gis_public', 'reference'], n.nspname::text) as precedence,
    c.relkind in ('r', 'm') and not c.relhassubclass as is_table, c.relkind in ('v', 'f') or c.relrowsecurity as differs, readers.roles,
    c.relowner = n.nspowner or (select rolsuper from pg_roles where oid = c.relowner) as is_trusted, c.relkind in ('r', 'm') as is_stored
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  cross join lateral (
    select array_agg(role order by place) as roles from unnest($1::text[]) with ordinality as asked (role, place)
    where has_schema_privilege(role, n.oid, 'usage') and has_table_privilege(role, c.oid, 'select')
  ) readers
  where n.nspname in ('gis_officer', 'gis', 'gis_public', 'reference') and c.relkind in ('r', 'v', 'm', 'f', 'p')
    and readers.roles is not null
    and not exists (
      select from pg_inherits i join pg_class whole on whole.oid = i.inhparent
      where c.relispartition and i.inhrelid = c.oid and whole.relnamespace = c.relnamespace
    )
    and safeplaces.may_be_read(c.oid)
),
columns as (
  select r.oid, a.attnum, a.attname, a.atttypid, a.atttypmod, t.typname, t.typcategory, a.attnotnull,
    case when t.oid = 'geometry'::regtype then row_number() over (partition by r.oid, t.oid = 'geometry'::regtype order by a.attnum) end as geometry_number
  from relations r
  join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
  join pg_type t on t.oid = a.atttypid
  where t.typowner = (select nspowner from pg_namespace where nspname = 'reference') or (select rolsuper from pg_roles where oid = t.typowner)
),
chain as ( -- from a published view down to the table its geometry column comes from
  select c.oid as published, c.oid as relation, c.attname
  from columns c where c.geometry_number = 1
  union
  select chain.published, d.refobjid, b.attname
  from chain
  join pg_rewrite w on w.ev_class = chain.relation
  join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid and d.refclassid = 'pg_class'::regclass
    and d.deptype = 'n' and d.refobjid <> chain.relation
  join pg_attribute b on b.attrelid = d.refobjid and b.attnum = d.refobjsubid and b.attname = chain.attname
    and b.atttypid = 'geometry'::regtype
),
geometries as (
  select c.oid, c.attname as geometry,
    case when c.atttypmod >= 0 then upper(postgis_typmod_type(c.atttypmod)) else 'GEOMETRY' end as geometry_type,
    case when c.atttypmod >= 0 then postgis_typmod_srid(c.atttypmod) else 0 end as srid,
    safeplaces.index_extent(base.relation, base.attname) as extent,
    exists ( -- an index on safeplaces.place
      select from pg_index i join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = i.indexrelid
      where i.indrelid = base.relation and d.refclassid = 'pg_proc'::regclass and d.refobjid = 'safeplaces.place(geometry)'::regprocedure
    ) as has_place_key
  from columns c
  left join lateral (
    select chain.relation, chain.attname from chain join pg_class p on p.oid = chain.relation and p.relkind in ('r', 'm', 'p')
    where chain.published = c.oid limit 1
  ) base on true
  where c.geometry_number = 1
),
keys as ( -- the primary key, where it is one column
  select i.indrelid as oid, a.attname as key
  from pg_index i join relations r on r.oid = i.indrelid
  join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
  join columns c on c.oid = r.oid and c.attnum = a.attnum and c.typcategory <> 'A' and c.atttypid not in ('geometry'::regtype, 'geography'::regtype)
  where i.indisprimary and i.indnkeyatts = 1
)
select r.nspname::text as schema, r.relname::text as relation, r.is_table, -- rows have places (ctid)
  left(obj_description(r.oid, 'pg_class'), 4000) as comment,
  g.geometry::text as geometry, g.geometry_type, g.srid,
  safeplaces.degrees(g.extent, g.srid) as extent, k.key::text as key,
  c.attname::text as "column", c.typname::text as type, c.typcategory in ('C', 'G', 'U') as is_other, format_type(c.atttypid, -1) as sql_type,
  left(col_description(c.oid, c.attnum), 4000) as column_comment, g.has_place_key,
  r.roles, r.differs, -- what it shows may differ between roles
  r.oid as relation_oid, r.is_trusted, r.is_stored
from relations r
join geometries g on g.oid = r.oid
join columns c on c.oid = r.oid
left join keys k on k.oid = r.oid
where g.srid = 0 or g.srid in (select srid from spatial_ref_sys)
order by r.precedence, r.relname, c.attnum;
