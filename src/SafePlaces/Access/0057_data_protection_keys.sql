-- The keys that session cookies are protected with, shared by all copies of the service. A secret like the tokens: no role is
-- granted anything here.
create table safeplaces.data_protection_keys (
  id bigint generated always as identity primary key,
  name text not null,
  xml text not null,
  created_at timestamptz not null default now()
);
