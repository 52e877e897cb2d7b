-- The changes of feature $2 of layer $1, newest first. An insert of many has one line: the feature's is that of the moment it
-- was created in. {table} is the layer's.
with own as (
  select id, operation, of_texts, changed_at, changed_by, role, before, place, features
  from safeplaces.history where layer = $1 and feature_id = $2
),
present as (select to_jsonb(t) - 'geom' as is_now, geom as is_at from safeplaces.{table} t where t.id = $2),
born as (
  select (coalesce((select is_now from present), (select before from own where before is not null order by id limit 1)) ->> 'created_at')::timestamptz as at
),
entries as (
  select id, operation, of_texts, changed_at, changed_by, role, before, place, features,
    coalesce(lead(before) over later, (select is_now from present)) as after,
    coalesce(lead(place) over later, (select is_at from present)) as then_at
  from own
  window later as (partition by of_texts order by id)
  union all
  select min(id), operation, of_texts, changed_at, changed_by, role, null, null, sum(features)::bigint, null, null
  from safeplaces.history h
  where layer = $1 and feature_id is null and changed_at = (select at from born)
    and not exists (select from own where own.operation = 'insert' and own.of_texts = h.of_texts)
    and (not of_texts or exists (select from safeplaces.unsafe_spot_texts where unsafe_spot_id = $2))
  group by operation, of_texts, changed_at, changed_by, role
)
select changed_at, operation, of_texts, changed_by, role, features,
  case when operation = 'update' and not of_texts then array(
    select b.key from jsonb_each(before) b where b.value is distinct from after -> b.key and b.key <> 'updated_at'
    union all select 'geometry' where place is distinct from then_at order by 1) else '{}' end as changed,
  (before - 'id')::text as properties, ST_AsGeoJSON(ST_Transform(place, 4326), 7) as geometry
from entries order by id desc limit $3;
