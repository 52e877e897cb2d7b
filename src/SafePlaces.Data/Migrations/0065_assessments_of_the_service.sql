-- An assessment is what the service answered, under the name of who asked: nobody with SQL writes one as somebody else.
create function safeplaces.refuse_others() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
begin
  if session_user not in ('safeplaces_partner_service', 'safeplaces_planner_service', 'safeplaces_officer_service', 'safeplaces_admin_service') then
    raise exception 'an assessment is made by the service: POST /assessments' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke execute on function safeplaces.refuse_others from public;
create trigger by_service before insert on safeplaces.assessments for each row execute function safeplaces.refuse_others();
