create table safeplaces.measures (
  id uuid primary key default safeplaces.uuid_v7(),
  source text not null default 'safeplaces',
  source_id text not null default gen_random_uuid()::text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  valid_from date,
  valid_to date,
  kind text not null check (kind in ('lighting', 'vegetation', 'sightline', 'cleaning', 'repair', 'presence', 'design', 'traffic', 'other')),
  name text not null check (name <> ''),
  cause text,
  responsible text,
  due_on date,
  status text not null default 'proposed' check (status in ('proposed', 'decided', 'ongoing', 'done', 'rejected')),
  cost_sek double precision check (cost_sek >= 0 and cost_sek < 'Infinity'),
  answers uuid[] not null default '{}',
  effect text,
  geom geometry(Geometry, 3006) not null check (not ST_IsEmpty(geom) and ST_IsValid(geom)),
  unique (source, source_id),
  check (valid_to >= valid_from)
);
create index on safeplaces.measures using gist (geom);
create trigger touch before update on safeplaces.measures for each row execute function safeplaces.touch();
call safeplaces.track('safeplaces.measures', 'gis.measures');

create view gis.measures as
select id, source, source_id, kind, name, cause, responsible, due_on, status, cost_sek, answers, effect, valid_from, valid_to, geom
from safeplaces.measures;
comment on view gis.measures is E'Measures (åtgärder)\nWhat is done about unsafe spots: problem, cause, who answers, effect.';
comment on column gis.measures.kind is 'Kind: kind of measure';
comment on column gis.measures.name is 'Name';
comment on column gis.measures.cause is 'Cause: why the place is unsafe';
comment on column gis.measures.responsible is 'Responsible: unit or organisation, never a person';
comment on column gis.measures.due_on is 'Due on';
comment on column gis.measures.status is 'Status';
comment on column gis.measures.cost_sek is 'Cost [SEK]';
comment on column gis.measures.answers is 'Answers: ids of the unsafe spots it answers';
comment on column gis.measures.effect is 'Effect: what came of it';
comment on column gis.measures.source is 'Source: the register the row came from';
comment on column gis.measures.source_id is 'Id in the source';
comment on column gis.measures.valid_from is 'Valid from: null = since ever';
comment on column gis.measures.valid_to is 'Valid to: null = until further notice';
grant select on gis.measures to safeplaces_planner;
grant insert, update, delete on gis.measures to safeplaces_officer;
grant select, insert, update, delete on safeplaces.measures to safeplaces_officer;
