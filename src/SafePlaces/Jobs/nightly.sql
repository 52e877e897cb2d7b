-- A night's job of process $1, once for the whole cluster. A night that passed before this instance started ($6 false) is
-- made up for only where the process has had its nights before.
insert into safeplaces.jobs (process, caller, role, language, inputs, forms, response, due_on)
select $1, $2, $3, $4, '{}', '{}', 'raw', $5
where $6 or exists (select from safeplaces.jobs where process = $1 and due_on < $5)
on conflict (process, due_on) do nothing
returning id;
