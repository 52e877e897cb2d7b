-- A report that is sent again because its answer was lost: same key, same body, one report. Only hashes are kept.
create table safeplaces.report_keys (
  key_hash bytea primary key check (length(key_hash) = 32),
  body_hash bytea not null check (length(body_hash) = 32),
  made_at timestamptz not null default now()
);
grant insert on safeplaces.report_keys to safeplaces_public;

create function safeplaces.report_body(key bytea) returns bytea
  language sql stable security definer set search_path = safeplaces, public, pg_temp as $$
  select body_hash from report_keys where key_hash = key;
$$;
revoke execute on function safeplaces.report_body from public;
grant execute on function safeplaces.report_body to safeplaces_public;

-- What the service alone knows, to make the same private link again for the same key and body. Read as the owner.
create table safeplaces.service_secrets (name text primary key, secret bytea not null check (length(secret) = 32));
insert into safeplaces.service_secrets
  select 'report links', sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));

-- What the holder of a private link hears: how far the matter has come, and nothing else.
create function safeplaces.follow_report(hash bytea)
  returns table (status text, category text, observed_at timestamptz, reported_at timestamptz, resolved_at timestamptz)
  language sql stable security definer set search_path = safeplaces, public, pg_temp as $$
  select s.status, s.category, s.observed_at, s.reported_at, s.resolved_at
  from unsafe_spot_texts t join unsafe_spots s on s.id = t.unsafe_spot_id where t.follow_hash = hash;
$$;
revoke execute on function safeplaces.follow_report from public;
grant execute on function safeplaces.follow_report to safeplaces_public;
