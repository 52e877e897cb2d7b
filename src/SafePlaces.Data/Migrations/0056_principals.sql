-- Whose things are. A principal is an issuer and a subject; of a personal token the subject is its holder, so that a new token
-- for the same holder changes nothing. What a partner makes belongs to its organisation. An owner is written 'issuer subject'
-- or 'organisation:id'.
create table safeplaces.organisations (
  id uuid primary key default safeplaces.uuid_v7(),
  name text not null unique check (name <> ''),
  created_at timestamptz not null default now()
);
grant select, insert on safeplaces.organisations to safeplaces_access;
comment on table safeplaces.organisations is 'who partners work for: its members see each other''s assessments and jobs, nobody else''s';

alter table safeplaces.access_tokens
  add holder text default safeplaces.uuid_v7()::text check (holder <> ''),
  add organisation_id uuid references safeplaces.organisations,
  add last_used_at timestamptz;
comment on column safeplaces.access_tokens.holder is 'for whom it was made; a renewed token has the same';
comment on column safeplaces.access_tokens.last_used_at is 'to some minutes';

-- Until now each token was somebody of its own, and so it stays: a partner's token has an organisation of its own.
update safeplaces.access_tokens set holder = 'token:' || id;
alter table safeplaces.access_tokens alter holder set not null;
insert into safeplaces.organisations (id, name)
  select id, name || case when count(*) over (partition by name) > 1 then ' ' || id else '' end
  from safeplaces.access_tokens where role = 'partner';
update safeplaces.access_tokens set organisation_id = id where role = 'partner';
alter table safeplaces.access_tokens
  add constraint access_tokens_partner_organisation check ((role = 'partner') = (organisation_id is not null));

-- Jobs were known by the name of the token. Where more than one has that name and role, only officers and administrators see
-- the job for the days that are left to it.
alter table safeplaces.jobs add owner text;
update safeplaces.jobs set owner = coalesce((
  select min(case when t.organisation_id is null then 'safeplaces ' || t.holder else 'organisation:' || t.organisation_id end)
  from safeplaces.access_tokens t where t.name = jobs.caller and t.role = jobs.role having count(*) = 1), 'unknown ' || caller);
alter table safeplaces.jobs alter owner set not null;
comment on column safeplaces.jobs.caller is 'the name of the token, to be shown';
drop index safeplaces.jobs_of_caller;
create index jobs_of_owner on safeplaces.jobs (owner, role, id);

-- Assessments named the token's id.
alter table safeplaces.assessments add owner text;
alter table safeplaces.assessments disable trigger frozen;
update safeplaces.assessments a set
  created_by = 'safeplaces token:' || a.created_by,
  owner = coalesce((select 'organisation:' || t.organisation_id from safeplaces.access_tokens t where t.id::text = a.created_by and t.role = 'partner'),
    'safeplaces token:' || a.created_by);
alter table safeplaces.assessments enable trigger frozen;
alter table safeplaces.assessments alter owner set not null;
comment on column safeplaces.assessments.created_by is 'issuer and subject of the principal that asked';
drop index safeplaces.assessments_created_by_id_idx;
create index on safeplaces.assessments (owner, id);

-- A partner reads back what its organisation made.
drop function safeplaces.own_assessments(text);
create function safeplaces.own_assessments(of_owner text) returns setof safeplaces.assessments
  language sql stable security definer set search_path = safeplaces, public, pg_temp as $$
  select * from assessments where owner = of_owner;
$$;
revoke execute on function safeplaces.own_assessments from public;
grant execute on function safeplaces.own_assessments to safeplaces_partner;
