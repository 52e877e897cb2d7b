-- The run $2 of job $1 has ended: with products, with a problem ($3), or dismissed meanwhile.
with ended as (
  update safeplaces.jobs set
    worker = null,
    status = case when status = 'dismissed' then status when $3::jsonb is null then 'successful' else 'failed' end,
    problem = case when status = 'dismissed' then null else $3 end,
    message = case when status = 'dismissed' then message end,
    progress = case when status = 'running' and $3 is null then 100 else progress end,
    finished_at = coalesce(finished_at, now()),
    updated_at = case when status = 'dismissed' then updated_at else now() end
  where id = $1 and worker = $2
  returning id, status
)
insert into safeplaces.job_products (job_id, output, media_type, content)
select ended.id, made.* from ended, unnest($4::text[], $5::text[], $6::bytea[]) as made where ended.status = 'successful';
