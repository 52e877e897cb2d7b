-- Risk models, which one is in force, what each rebuild was held against, how models were tested, and what waits to be computed anew.

create table safeplaces.risk_models (
  name text not null,
  version text not null,
  document text not null,
  fingerprint text not null,
  added_at timestamptz not null default now(),
  added_by text not null,
  primary key (name, version)
);
comment on table safeplaces.risk_models is 'Documents of risk models, each checked by the program; a version is never changed.';

create table safeplaces.risk_model_uses (
  id bigint generated always as identity primary key,
  name text not null,
  version text not null,
  used_at timestamptz not null default now(),
  used_by text not null,
  foreign key (name, version) references safeplaces.risk_models
);
comment on table safeplaces.risk_model_uses is 'Which model was put in force, when and by whom: the last line holds.';

create table safeplaces.risk_rebuilds (
  id bigint generated always as identity primary key,
  as_of date not null,
  name text not null,
  version text not null,
  fingerprint text not null,
  verdicts text not null,
  layers text not null,
  reach_of_light_m double precision not null,
  lon double precision not null,
  lat double precision not null,
  medians jsonb not null,
  made_at timestamptz not null default now(),
  foreign key (name, version) references safeplaces.risk_models
);
comment on table safeplaces.risk_rebuilds is 'Full rebuilds of the risk layers: the last line''s day, model and medians hold for what is computed anew in between.';

create table safeplaces.risk_tests (
  id bigint generated always as identity primary key,
  name text not null,
  version text not null,
  profile text not null,
  trained_to date not null,
  tested_to date not null,
  verdict text not null check (verdict in ('too-few-events', 'withheld', 'weak', 'holds')),
  report jsonb not null,
  tested_at timestamptz not null default now(),
  foreign key (name, version) references safeplaces.risk_models
);
comment on table safeplaces.risk_tests is 'Back-tests: whether a model''s index may be shown; of a profile the last line about the latest whole year holds.';

create function safeplaces.append_only() returns trigger language plpgsql as $$
begin
  raise exception 'a line of % is never changed: add a new one', tg_table_name;
end $$;
do $$
declare name text;
begin
  foreach name in array array['risk_models', 'risk_model_uses', 'risk_rebuilds', 'risk_tests'] loop
    execute format('create trigger keep before update or delete or truncate on safeplaces.%I for each statement execute function safeplaces.append_only()', name);
    execute format('grant select on safeplaces.%I to safeplaces_planner, safeplaces_admin', name);
  end loop;
end $$;
grant insert on safeplaces.risk_models, safeplaces.risk_model_uses to safeplaces_admin;

-- Where something changed that the derived layers are made of. A line goes in with the change and out with what was computed from it,
-- so that nothing is lost between the two, however late a transaction commits.
create table safeplaces.risk_pending (
  id bigint generated always as identity primary key,
  relation text not null,
  area geometry(Polygon, 3006) not null
);

create function safeplaces.await_risk() returns trigger language plpgsql security definer
  set search_path = safeplaces, public, pg_temp as $$
begin
  insert into risk_pending (relation, area) select relation, area from fresh
  where relation in ('gis.unsafe_spots', 'gis.lighting', 'gis.walk_routes', 'gis.planned_construction', 'gis.presence', 'gis.safety_walks', 'safeplaces.layer_coverage');
  return null;
end $$;
revoke execute on function safeplaces.await_risk from public;
create trigger await_risk after insert on safeplaces.changed_areas referencing new table as fresh
  for each statement execute function safeplaces.await_risk();
