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
comment on view gis.measures is E'Measures | Åtgärder\nWhat is done about unsafe spots: problem, cause, who answers, effect.\nVad som görs åt otrygga platser: problem, orsak, ansvarig, effekt.';
comment on column gis.measures.kind is 'Kind | Slag: kind of measure | slag av åtgärd';
comment on column gis.measures.name is 'Name | Namn';
comment on column gis.measures.cause is 'Cause | Orsak: why the place is unsafe | varför platsen är otrygg';
comment on column gis.measures.responsible is 'Responsible | Ansvarig: unit or organisation, never a person | enhet eller organisation, aldrig en person';
comment on column gis.measures.due_on is 'Due on | Klart senast';
comment on column gis.measures.status is 'Status | Läge: how far it has come | hur långt den har kommit';
comment on column gis.measures.cost_sek is 'Cost | Kostnad [SEK]';
comment on column gis.measures.answers is 'Answers | Svarar på: ids of the unsafe spots it answers | id för de otrygga platser den svarar på';
comment on column gis.measures.effect is 'Effect | Effekt: what came of it | vad det ledde till';
comment on column gis.measures.source is 'Source | Källa: the register the row came from | registret som raden kommer från';
comment on column gis.measures.source_id is 'Id in the source | Källans id';
comment on column gis.measures.valid_from is 'Valid from | Gäller från: null = since ever | null = sedan alltid';
comment on column gis.measures.valid_to is 'Valid to | Gäller till: null = until further notice | null = tills vidare';
grant select on gis.measures to safeplaces_planner;
grant insert, update, delete on gis.measures to safeplaces_officer;
grant select, insert, update, delete on safeplaces.measures to safeplaces_officer;
