-- Newest first. $1/$2 = owner and role whose jobs are meant, both null for all; the rest are filters, null = any.
select id, process, caller, owner, role, language, '{}'::jsonb as inputs, forms, response, status, progress, message, problem,
  created_at, updated_at, started_at, finished_at
from safeplaces.jobs
where ($1::text is null or (owner = $1 and role = $2))
  and ($3::uuid is null or id < $3)
  and ($4::text[] is null or process = any ($4))
  and ($5::text[] is null or status = any ($5))
  and ($6::timestamptz is null or created_at >= $6)
  and ($7::timestamptz is null or created_at <= $7)
  and ($8::float8 is null or extract(epoch from coalesce(finished_at, now()) - started_at) >= $8)
  and ($9::float8 is null or extract(epoch from coalesce(finished_at, now()) - started_at) <= $9)
order by id desc
limit $10;
