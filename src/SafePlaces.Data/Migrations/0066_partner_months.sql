-- The figures of a month are counted when it begins, by the worker: a town of millions of reports takes longer than a partner may
-- wait. Who asks before that still has them counted.
create function safeplaces.count_partner_month(begins timestamptz) returns void
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
create function safeplaces.count_partner_month() returns void
  language sql security definer set search_path = safeplaces, public, pg_temp as $$
  select count_partner_month(date_trunc('month', clock_timestamp(), 'Europe/Stockholm'));
$$;
revoke execute on function safeplaces.count_partner_month() from public;
grant execute on function safeplaces.count_partner_month() to safeplaces_worker;

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
