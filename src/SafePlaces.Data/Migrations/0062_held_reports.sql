-- What anybody sends is held here until an officer has reviewed it: in no layer, so in no version, count, map or statistic of
-- one. What is accepted moves to unsafe_spots under the same id; what is closed stays, so that its link still answers.
create table safeplaces.held_reports (
  id uuid primary key,
  reported_at timestamptz not null,
  observed_at timestamptz not null,
  category text not null check (category in ('lighting', 'isolation', 'visibility', 'maintenance', 'harassment', 'disorder', 'traffic', 'construction', 'other')),
  severity smallint not null check (severity between 1 and 4),
  via text not null check (via in ('resident', 'safety-walk', 'host', 'police', 'housing-company')),
  accuracy_m double precision check (accuracy_m between 0 and 100000),
  geom geometry(Point, 3006) not null check (not ST_IsEmpty(geom) and abs(ST_X(geom)) <= 1e7 and abs(ST_Y(geom)) <= 1e7),
  description text check (char_length(description) <= 2000),
  contact_name text check (char_length(contact_name) <= 200),
  contact_email text check (char_length(contact_email) <= 254),
  contact_phone text check (char_length(contact_phone) <= 30),
  follow_hash bytea not null unique check (length(follow_hash) = 32),
  status text not null default 'received' check (status in ('received', 'rejected', 'duplicate')),
  duplicate_of uuid references safeplaces.unsafe_spots on delete set null,
  reviewed_at timestamptz,
  reviewed_by text,
  check ((reviewed_at is null) = (status = 'received')),
  check (duplicate_of is null or status = 'duplicate')
);
comment on table safeplaces.held_reports is 'reports that wait for review, and those that were closed by it; personal data, for officers only';
comment on column safeplaces.held_reports.follow_hash is 'hash of the private link by which the reporter follows the matter';
create index on safeplaces.held_reports (status, id);
create index on safeplaces.held_reports (duplicate_of) where duplicate_of is not null;

-- An officer closes a report, or moves it to unsafe_spots; who, and when, is not his to say.
grant select, delete, update (status, duplicate_of) on safeplaces.held_reports to safeplaces_officer;
create function safeplaces.sign_review() returns trigger language plpgsql as $$
begin
  if old.status <> 'received' then
    raise exception 'report % was reviewed before: it is %', old.id, old.status using errcode = 'check_violation';
  end if;
  new.reviewed_at := now();
  new.reviewed_by := safeplaces.caller();
  return new;
end $$;
create trigger sign_review before update of status on safeplaces.held_reports
  for each row execute function safeplaces.sign_review();

create function safeplaces.keep_unreviewed() returns trigger language plpgsql as $$
begin
  if old.status = 'received' and not exists (select from safeplaces.unsafe_spots where id = old.id) then
    raise exception 'report % has not been reviewed', old.id using errcode = 'check_violation';
  end if;
  return old;
end $$;
create trigger keep_unreviewed before delete on safeplaces.held_reports
  for each row execute function safeplaces.keep_unreviewed();

-- The one way in. Id, time of arrival and status are set here, whoever calls; the columns' own rules judge the rest. A
-- sender's clock may be minutes fast. With the key of a report that has come before nothing is added: 'repeated', or 'other'
-- where that one had another body.
create function safeplaces.hold_report(
  via text, observed_at timestamptz, category text, severity smallint, accuracy_m double precision, place geometry,
  description text, contact_name text, contact_email text, contact_phone text, follow_hash bytea, key_hash bytea, body_hash bytea)
  returns text language plpgsql volatile security definer set search_path = safeplaces, public, pg_temp as $$
begin
  if (hold_report.observed_at between now() - interval '366 days 1 hour' and now() + interval '10 minutes') is not true then
    raise exception 'observed_at is not within the last year' using errcode = 'invalid_parameter_value';
  end if;
  if hold_report.key_hash is not null then
    insert into report_keys (key_hash, body_hash) values (hold_report.key_hash, hold_report.body_hash) on conflict do nothing;
    if not found then
      return case when exists (select from report_keys k where k.key_hash = hold_report.key_hash and k.body_hash = hold_report.body_hash)
        then 'repeated' else 'other' end;
    end if;
  end if;
  insert into held_reports (id, reported_at, observed_at, category, severity, via, accuracy_m, geom, description, contact_name, contact_email, contact_phone, follow_hash)
    values (uuid_v7(), now(), least(hold_report.observed_at, now()), hold_report.category, hold_report.severity, hold_report.via, hold_report.accuracy_m, hold_report.place,
      hold_report.description, hold_report.contact_name, hold_report.contact_email, hold_report.contact_phone, hold_report.follow_hash);
  return 'held';
end $$;

-- A resident's: what everybody may call.
create function safeplaces.submit_report(
  observed_at timestamptz, category text, severity smallint, accuracy_m double precision, place geometry,
  description text, contact_name text, contact_email text, contact_phone text, follow_hash bytea, key_hash bytea, body_hash bytea)
  returns text language sql volatile security definer set search_path = safeplaces, public, pg_temp as $$
  select hold_report('resident', observed_at, category, severity, accuracy_m, place,
    description, contact_name, contact_email, contact_phone, follow_hash, key_hash, body_hash);
$$;
revoke execute on function safeplaces.hold_report, safeplaces.submit_report from public;
grant execute on function safeplaces.submit_report to safeplaces_public;
-- Staff hand in what they were told: safety walks, hosts, the police.
grant execute on function safeplaces.hold_report to safeplaces_planner;

-- Until now the public wrote the tables themselves, and what it liked into them.
revoke insert on safeplaces.unsafe_spots, safeplaces.unsafe_spot_texts, safeplaces.report_keys from safeplaces_public;
drop function safeplaces.report_body;

-- What the holder of a private link hears: how far the matter has come, and nothing else.
create or replace function safeplaces.follow_report(hash bytea)
  returns table (status text, category text, observed_at timestamptz, reported_at timestamptz, resolved_at timestamptz)
  language sql stable security definer set search_path = safeplaces, public, pg_temp as $$
  select h.status, h.category, h.observed_at, h.reported_at, null::timestamptz from held_reports h where h.follow_hash = hash
  union all
  select s.status, s.category, s.observed_at, s.reported_at, s.resolved_at
  from unsafe_spot_texts t join unsafe_spots s on s.id = t.unsafe_spot_id where t.follow_hash = hash;
$$;

-- Whether somebody has looked at a report and found it to be so: what leaves for the public or a partner counts no other.
create function safeplaces.is_reviewed(status text) returns boolean language sql immutable parallel safe
  return status in ('verified', 'planned', 'resolved');
