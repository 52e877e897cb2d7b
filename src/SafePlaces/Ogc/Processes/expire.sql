-- Runs that have not been heard of for $1: their instance died or cannot reach the database. Tried again, $2 times in all.
update safeplaces.jobs set
  worker = null,
  status = case when status = 'dismissed' then status when attempts < $2 then 'accepted' else 'failed' end,
  problem = case when status = 'running' and attempts >= $2 then $3::jsonb end,
  message = case when status = 'dismissed' then message when attempts < $2 then $4 end,
  progress = case when status = 'running' and attempts < $2 then 0 else progress end,
  finished_at = case when status = 'running' and attempts >= $2 then now() else finished_at end,
  updated_at = now()
where worker is not null and heartbeat_at < now() - $1;
