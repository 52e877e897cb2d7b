-- What a site check may read, by role.

create or replace function safeplaces.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'an assessment is never changed';
end $$;

-- An assessment is what the service answered, under the name of who asked: nobody with SQL writes one as somebody else.
create or replace function safeplaces.refuse_others() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
begin
  if session_user not in ('safeplaces_partner_service', 'safeplaces_planner_service', 'safeplaces_officer_service', 'safeplaces_admin_service') then
    raise exception 'an assessment is made by the service: POST /assessments' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke execute on function safeplaces.refuse_others from public;
create or replace trigger by_service before insert on safeplaces.assessments for each row execute function safeplaces.refuse_others();

create or replace function safeplaces.own_assessments(of_owner text) returns setof safeplaces.assessments
  language sql stable security definer set search_path = safeplaces, public, pg_temp as $$
  select * from assessments where owner = of_owner;
$$;
revoke execute on function safeplaces.own_assessments from public;
grant execute on function safeplaces.own_assessments to safeplaces_partner;

-- Focus areas a site touches, with the share of the site in each: name and kind, which the police publish themselves.
create or replace function safeplaces.site_focus_areas(site geometry, on_day date)
  returns table (name text, kind text, share double precision)
  language sql stable security definer set search_path = safeplaces, public, pg_temp as $$
  select name, kind, ST_Area(ST_Intersection(geom, site)) / nullif(ST_Area(site), 0)
  from focus_areas
  where ST_Intersects(geom, site) and (valid_from <= on_day) is not false and (valid_to >= on_day) is not false
  order by 3 desc, name;
$$;
revoke execute on function safeplaces.site_focus_areas from public;
grant execute on function safeplaces.site_focus_areas to safeplaces_partner, safeplaces_planner;

-- The figures one report counts in. Rejected and duplicate reports count only as left out.
create or replace function safeplaces.report_figures(category text, severity integer, observed_at timestamptz, after_dark boolean, status text, as_of timestamptz)
  returns table (dimension text, value text) language sql stable parallel safe as $$
  select v.* from (select case
      when observed_at > as_of - interval '180 days' then 'up-to-180-days' when observed_at > as_of - interval '365 days' then '181-365-days'
      when observed_at > as_of - interval '3 years' then '1-3-years' else 'older' end) a(age)
  cross join lateral (values
    ('total', 'all'), ('category', category), ('severity', severity::text), ('age', a.age),
    ('light', case after_dark when true then 'dark' when false then 'daylight' else 'unknown' end),
    ('state', case status when 'resolved' then 'resolved' else 'open' end),
    ('category/severity/age', category || '/' || severity || '/' || a.age)
  ) v(dimension, value) where status not in ('rejected', 'duplicate')
  union all
  select 'left-out', status where status in ('rejected', 'duplicate');
$$;

-- The figures of a month are counted when it begins, by the worker: a town of millions of reports takes longer than a partner may
-- wait. Who asks before that still has them counted.
create or replace function safeplaces.count_partner_month(begins timestamptz) returns void
  language plpgsql security definer set search_path = safeplaces, public, pg_temp as $$
declare
  this constant date := begins at time zone 'Europe/Stockholm';
begin
  insert into partner_months values (this) on conflict do nothing;
  if found then
    insert into partner_figures
      select this, floor(ST_X(s.geom) / 250)::integer, floor(ST_Y(s.geom) / 250)::integer, s.category, round(count(*) / 5.0)::integer * 5
      from unsafe_spots s
      where is_reviewed(s.status) and s.reported_at < begins and s.observed_at <= begins
        and s.geom && ST_MakeEnvelope(100000, 1000000, 999999, 9999999, 3006) -- where the grid has names
      group by 2, 3, 4 having count(*) >= 5;
  end if;
end $$;
revoke execute on function safeplaces.count_partner_month(timestamptz) from public;

-- not now(): a transaction kept open would still live in a month that is over
create or replace function safeplaces.count_partner_month() returns void
  language sql security definer set search_path = safeplaces, public, pg_temp as $$
  select count_partner_month(date_trunc('month', clock_timestamp(), 'Europe/Stockholm'));
$$;
revoke execute on function safeplaces.count_partner_month() from public;
grant execute on function safeplaces.count_partner_month() to safeplaces_worker;

-- The reports round a site as a partner may know them. The rule, so that no set of questions gives away an event:
-- * Counted over whole squares of the national 250 m grid that the ring touches, never over the ring itself. Two sites
--   that touch the same squares get the same answer, whatever lies between their outlines.
-- * Each square on its own, each figure on its own: fewer than five (none included) are hidden, the rest rounded to the
--   nearest five. Rings are sums of those, so asking again with another outline only ever gives back the same figures.
-- * As they stood when the month began: a new report does not show until the next.
create or replace function safeplaces.site_reports(site geometry)
  returns table (ring_m integer, squares bigint, as_of timestamptz, dimension text, value text, reports bigint, squares_shown bigint)
  language plpgsql volatile security definer set search_path = safeplaces, public, pg_temp as $$
#variable_conflict use_column
declare
  begins constant timestamptz := date_trunc('month', clock_timestamp(), 'Europe/Stockholm');
  this constant date := begins at time zone 'Europe/Stockholm';
begin
  if greatest(ST_XMax(site) - ST_XMin(site), ST_YMax(site) - ST_YMin(site)) > 10000 then
    raise exception 'a site is at most 10 km across' using errcode = 'invalid_parameter_value';
  end if;
  perform count_partner_month(begins);
  return query
  with square as materialized (
    select g.i, g.j, ST_Distance(g.geom, site) as distance_m
    from ST_SquareGrid(250, ST_Expand(site, 250)) g where ST_DWithin(g.geom, site, 250)
  ),
  shown as (
    select q.i, q.j, q.distance_m, f.category, f.reports
    from square q join partner_figures f on f.month = this and f.i = q.i and f.j = q.j
  )
  select r.ring_m, (select count(*) from square q where q.distance_m <= r.ring_m), begins,
    f.dimension, f.value, f.reports, f.squares_shown
  from (values (0), (100), (250)) r(ring_m)
  left join lateral (
    select 'category' as dimension, s.category as value, sum(s.reports)::bigint as reports, count(*) as squares_shown
    from shown s where s.distance_m <= r.ring_m group by s.category
    union all
    select 'total', 'all', sum(s.reports)::bigint, count(distinct (s.i, s.j))
    from shown s where s.distance_m <= r.ring_m having count(*) > 0
  ) f on true;
end $$;
revoke execute on function safeplaces.site_reports from public;
grant execute on function safeplaces.site_reports to safeplaces_partner;
