-- How long something has waited to be computed.
alter table safeplaces.risk_pending add column since timestamptz not null default now();
