-- $1 process, $2 caller, $3 owner, $4 role, $5 language, $6 inputs, $7 forms, $8 response, $9 most waiting in all, $10 most unfinished of one owner
with unfinished as (
  select count(*) filter (where status = 'accepted') as waiting, count(*) filter (where owner = $3 and role = $4) as own
  from safeplaces.jobs where finished_at is null
), made as (
  insert into safeplaces.jobs (process, caller, owner, role, language, inputs, forms, response)
  select $1, $2, $3, $4, $5, $6, $7, $8 from unfinished where waiting < $9 and own < $10
  returning *
)
select own >= $10 as too_many, made.* from unfinished left join made on true;
