-- The answer to a site check, as it was given. Never changed; the text is the answer to the byte.
create table safeplaces.assessments (
  id uuid primary key,
  created_at timestamptz not null,
  created_by text not null,
  case_number text,
  name text,
  site geometry(MultiPolygon, 3006) not null check (ST_IsValid(site)),
  document text not null
);
create index on safeplaces.assessments using gist (site);
create index on safeplaces.assessments (created_by, id);
create function safeplaces.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'an assessment is never changed';
end $$;
create trigger frozen before update on safeplaces.assessments for each row execute function safeplaces.refuse_change();
