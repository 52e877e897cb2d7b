-- The keys that session cookies are protected with, shared by all copies of the service. A secret like the tokens.
create table safeplaces.data_protection_keys (
  id bigint generated always as identity primary key,
  name text not null,
  xml text not null,
  created_at timestamptz not null default now()
);
grant select, insert on safeplaces.data_protection_keys to safeplaces_access;
