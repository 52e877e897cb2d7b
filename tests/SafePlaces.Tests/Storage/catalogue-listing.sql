-- Everything of a schema that a migration could have made otherwise, a line each, so that two databases can be compared.
with namespaces as (
  select oid, nspname from pg_namespace where nspname in ('safeplaces', 'gis', 'gis_public', 'gis_officer', 'safeplaces_setup', 'reference')
),
relations as (
  select c.* from pg_class c join namespaces n on n.oid = relnamespace where relkind in ('r', 'p', 'v', 'm', 'S') and nspname <> 'reference'
  union all select * from pg_class where oid = 'public.layer_styles'::regclass
),
functions as (select p.* from pg_proc p join namespaces n on n.oid = pronamespace),
lines as (
  select format('schema %s owner %s', nspname, pg_get_userbyid(nspowner)) as line from pg_namespace where oid in (select oid from namespaces)
  union all select format('schema %s grant %s', nspname, acl) from pg_namespace, unnest(nspacl) acl where oid in (select oid from namespaces)
  union all select format('default %s grant %s', defaclnamespace::regnamespace, acl) from pg_default_acl, unnest(defaclacl) acl
  union all select format('relation %s %s owner %s security %s options %s', oid::regclass, relkind, pg_get_userbyid(relowner), relrowsecurity, reloptions) from relations
  union all select format('relation %s grant %s', oid::regclass, acl) from relations, unnest(relacl) acl
  union all select format('view %s %s', oid::regclass, pg_get_viewdef(oid)) from relations where relkind = 'v'
  union all select format('column %s %s %s %s null %s default %s identity %s generated %s storage %s', relations.oid::regclass, attnum, attname, format_type(atttypid, atttypmod),
      not attnotnull, pg_get_expr(adbin, adrelid), attidentity, attgenerated, attstorage)
    from relations join pg_attribute on attrelid = relations.oid and attnum > 0 and not attisdropped left join pg_attrdef on adrelid = attrelid and adnum = attnum
  union all select format('column %s %s grant %s', oid::regclass, attname, acl) from relations join pg_attribute on attrelid = relations.oid, unnest(attacl) acl
  union all select format('comment %s %s: %s', oid::regclass, objsubid, description) from relations join pg_description on objoid = oid and classoid = 'pg_class'::regclass
  union all select format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) from pg_constraint where conrelid in (select oid from relations)
  union all select format('index %s', pg_get_indexdef(indexrelid)) from pg_index where indrelid in (select oid from relations)
  union all select format('trigger %s', pg_get_triggerdef(oid)) from pg_trigger where tgrelid in (select oid from relations) and not tgisinternal
  union all select format('policy %s %s %s %s %s', polrelid::regclass, polname, polcmd, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) from pg_policy where polrelid in (select oid from relations)
  union all select format('function %s owner %s', oid::regprocedure, pg_get_userbyid(proowner)) from functions
  union all select format('function %s grant %s', oid::regprocedure, acl) from functions, unnest(proacl) acl
  union all select format('function %s %s', oid::regprocedure, pg_get_functiondef(oid)) from functions where prokind in ('f', 'p')
  union all select format('event trigger %s %s %s %s', evtname, evtevent, evttags, evtfoid::regprocedure) from pg_event_trigger
  union all select format('language %s grant %s', lanname, acl) from pg_language, unnest(lanacl) acl
)
select string_agg(line, E'\n' order by line collate "C") from lines;
