-- A night's job of process $1, once for the whole cluster. A night that passed before this instance started ($7 false) is
-- made up for only where the process has had its nights before.
insert into safeplaces.jobs (process, caller, owner, role, language, inputs, forms, response, due_on)
select $1, $2, $2, $3, $4, '{}', $5, 'raw', $6
where $7 or exists (select from safeplaces.jobs where process = $1 and due_on < $6)
on conflict (process, due_on) do nothing
returning id;
