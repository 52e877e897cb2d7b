-- The run $2 of job $1 is alive and this far; its status, which may have become dismissed; no row when it has lost the job.
update safeplaces.jobs set
  heartbeat_at = now(),
  updated_at = case when status = 'running' and (progress, message) is distinct from ($3, $4) then now() else updated_at end,
  progress = case when status = 'running' then $3 else progress end,
  message = case when status = 'running' then $4 else message end
where id = $1 and worker = $2
returning status;
