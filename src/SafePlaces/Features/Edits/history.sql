-- The changes of feature $2 of layer $1, newest first. An insert of many has one line: the feature's is that of the moment it
-- was created in. {table} is the layer's.
with own as (
  select id, operation, of_texts, changed_at, changed_by, role, before, features
  from safeplaces.history where layer = $1 and feature_id = $2
),
present as (select to_jsonb(t) as is_now from safeplaces.{table} t where t.id = $2),
born as (
  select (coalesce((select is_now from present), (select before from own where before is not null order by id limit 1)) ->> 'created_at')::timestamptz as at
),
entries as (
  select id, operation, of_texts, changed_at, changed_by, role, before, features,
    coalesce(lead(before) over (partition by of_texts order by id), (select is_now from present)) as after
  from own
  union all
  select min(id), operation, of_texts, changed_at, changed_by, role, null, sum(features)::bigint, null
  from safeplaces.history h
  where layer = $1 and feature_id is null and changed_at = (select at from born)
    and not exists (select from own where own.operation = 'insert' and own.of_texts = h.of_texts)
    and (not of_texts or exists (select from safeplaces.unsafe_spot_texts where unsafe_spot_id = $2))
  group by operation, of_texts, changed_at, changed_by, role
)
select changed_at, operation, of_texts, changed_by, role, features,
  case when operation = 'update' and not of_texts then array(
    select case b.key when 'geom' then 'geometry' else b.key end from jsonb_each(before) b
    where b.value is distinct from after -> b.key and b.key <> 'updated_at' order by 1) else '{}' end as changed,
  (before - 'id' - 'geom')::text as properties,
  ST_AsGeoJSON(ST_Transform(ST_SetSRID(ST_GeomFromGeoJSON(before -> 'geom'), 3006), 4326), 7) as geometry
from entries order by id desc limit $3;
