-- $1 process, $2 caller, $3 role, $4 language, $5 inputs, $6 forms, $7 response, $8 most waiting in all, $9 most unfinished of one caller
with unfinished as (
  select count(*) filter (where status = 'accepted') as waiting, count(*) filter (where caller = $2 and role = $3) as own
  from safeplaces.jobs where finished_at is null
), made as (
  insert into safeplaces.jobs (process, caller, role, language, inputs, forms, response)
  select $1, $2, $3, $4, $5, $6, $7 from unfinished where waiting < $8 and own < $9
  returning *
)
select own >= $9 as too_many, made.* from unfinished left join made on true;
