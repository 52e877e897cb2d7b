-- A release is made once.

create or replace function safeplaces.refuse_second_release() returns trigger language plpgsql as $$
begin
  raise exception 'a release is never changed: what changed would tell of single reports';
end $$;
