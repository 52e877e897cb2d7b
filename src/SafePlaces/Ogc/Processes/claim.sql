-- The job that has waited longest among those whose process is known here ($2) and does not run anywhere. $1 = the new run.
update safeplaces.jobs set
  status = 'running', worker = $1, heartbeat_at = now(), updated_at = now(), attempts = attempts + 1, progress = 0,
  message = null, started_at = coalesce(started_at, now())
where id = (
  select id from safeplaces.jobs waiting
  where status = 'accepted' and process = any ($2)
    and not exists (select from safeplaces.jobs r where r.process = waiting.process and r.worker is not null)
  order by created_at, id
  limit 1
)
returning *;
