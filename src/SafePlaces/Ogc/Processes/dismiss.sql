-- An unfinished job stops, of a finished one the results go. Its run, wherever it is, sees it at its next heartbeat.
with gone as (delete from safeplaces.job_products where job_id = $1)
update safeplaces.jobs set
  status = 'dismissed', problem = null, message = $2, finished_at = coalesce(finished_at, now()), updated_at = now()
where id = $1 and status <> 'dismissed';
