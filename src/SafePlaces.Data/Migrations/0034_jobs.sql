-- The jobs of OGC API Processes: the queue, what became of each, and for some days its results. Only the service, which is
-- the owner, reads them: no role is granted anything here. Inputs never hold free text of reports.
create table safeplaces.jobs (
  id uuid primary key default safeplaces.uuid_v7(),
  process text not null,
  caller text not null,   -- the name of the token
  role text not null,     -- the job runs as this role
  language text not null,
  inputs jsonb not null,
  forms jsonb not null,   -- output -> media type
  response text not null check (response in ('raw', 'document')),
  due_on date,            -- of a nightly job: its night, in Sweden
  status text not null default 'accepted' check (status in ('accepted', 'running', 'successful', 'failed', 'dismissed')),
  progress int not null default 0 check (progress between 0 and 100),
  message text,           -- English | svenska
  problem jsonb,          -- why it failed
  attempts int not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  worker uuid,            -- the run that works on it now; a dismissed job has one until its run has stopped
  heartbeat_at timestamptz,
  check ((status in ('successful', 'failed', 'dismissed')) = (finished_at is not null)),
  check (status <> 'running' or worker is not null)
);
-- One run at a time of each process, whoever asks.
create unique index jobs_one_run on safeplaces.jobs (process) where worker is not null;
create unique index jobs_one_a_night on safeplaces.jobs (process, due_on);
create index jobs_unfinished on safeplaces.jobs (created_at) where finished_at is null;
create index jobs_finished on safeplaces.jobs (finished_at);
create index jobs_of_caller on safeplaces.jobs (caller, role, id);

create table safeplaces.job_products (
  job_id uuid not null references safeplaces.jobs on delete cascade,
  output text not null,
  media_type text not null,
  content bytea not null,
  primary key (job_id, output)
);
-- pictures and rasters are compressed already
alter table safeplaces.job_products alter content set storage external;
