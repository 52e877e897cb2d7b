-- Functions, views and their grants are kept in files of their own, each run again when its text has changed.
create table safeplaces.schema_files (
  name text primary key,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  applied_at timestamptz not null default now()
);
comment on table safeplaces.schema_files is 'Which text of each file with functions and views is in force.';
grant select on safeplaces.schema_files to safeplaces_worker;
