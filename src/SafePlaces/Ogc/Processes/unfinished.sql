-- What waits or runs, and for how long. A dismissed job runs until its run has stopped.
select process, worker is not null as runs, now() - case when worker is null then created_at else coalesce(started_at, created_at) end as lasts
from safeplaces.jobs
where finished_at is null or worker is not null;
