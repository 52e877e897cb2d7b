-- Jobs finished for longer than $1, and of one owner all but the newest $2.
delete from safeplaces.jobs where id in (
  select id from (
    select id, finished_at, row_number() over (partition by owner, role order by finished_at desc) as place
    from safeplaces.jobs where finished_at is not null
  ) finished
  where finished_at < now() - $1 or place > $2
);
