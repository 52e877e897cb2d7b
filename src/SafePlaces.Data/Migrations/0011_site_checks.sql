-- What a site check may read and write, by role.

-- Staff read and add; nobody changes or removes (0010).
grant select, insert on safeplaces.assessments to safeplaces_planner;

-- A partner adds, and reads back only what its own token made: the table itself stays closed.
grant insert on safeplaces.assessments to safeplaces_partner;
create function safeplaces.own_assessments(token text) returns setof safeplaces.assessments
  language sql stable security definer set search_path = safeplaces, public, pg_temp as $$
  select * from assessments where created_by = token;
$$;
revoke execute on function safeplaces.own_assessments from public;
grant execute on function safeplaces.own_assessments to safeplaces_partner;

-- Version of a published relation the caller's role may select, in the caller's own snapshot; else null.
create function safeplaces.layer_version(published text) returns text
  language sql stable security definer set search_path = safeplaces, public, pg_temp as $$
  select coalesce(sum(changes), 0) || '-' || coalesce(max(id), 0) from layer_changes
  where relation = published
  having has_table_privilege(coalesce(nullif(current_setting('role'), 'none'), session_user), published, 'select');
$$;
revoke execute on function safeplaces.layer_version from public;
grant execute on function safeplaces.layer_version to safeplaces_partner, safeplaces_planner;

-- Focus areas a site touches, with the share of the site in each: name and kind, which the police publish themselves.
create function safeplaces.site_focus_areas(site geometry, on_day date)
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
create function safeplaces.report_figures(category text, severity integer, observed_at timestamptz, after_dark boolean, status text, as_of timestamptz)
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

-- The reports round a site as a partner may know them. The rule, so that no set of questions gives away an event:
-- * Counted over whole squares of the national 250 m grid that the ring touches, never over the ring itself. Two sites
--   that touch the same squares get the same answer, whatever lies between their outlines.
-- * Each square on its own, each figure on its own: fewer than five (none included) are hidden, the rest rounded to the
--   nearest five. Rings are sums of those, so asking again with another outline only ever gives back the same figures.
-- * As they stood when the month began: a new report does not show until the next.
create function safeplaces.site_reports(site geometry)
  returns table (ring_m integer, squares bigint, as_of timestamptz, dimension text, value text, reports bigint, squares_shown bigint)
  language sql stable security definer set search_path = safeplaces, public, pg_temp as $$
  with month as (select date_trunc('month', now(), 'Europe/Stockholm') as start),
  square as materialized (
    select i, j, g.geom, ST_Distance(g.geom, site) as distance_m
    from ST_SquareGrid(250, ST_Expand(site, 250)) g where ST_DWithin(g.geom, site, 250)
  ),
  figure as (
    select q.i, q.j, q.distance_m, d.dimension, d.value, round(count(*) / 5.0)::bigint * 5 as reports
    from month, square q
    join unsafe_spots s on s.geom && q.geom and floor(ST_X(s.geom) / 250) = q.i and floor(ST_Y(s.geom) / 250) = q.j
    cross join lateral report_figures(s.category, s.severity, s.observed_at, s.after_dark, s.status, month.start) d
    where s.observed_at <= month.start and s.reported_at < month.start
    group by q.i, q.j, q.distance_m, d.dimension, d.value
    having count(*) >= 5
  )
  select r.ring_m, (select count(*) from square where distance_m <= r.ring_m), month.start,
    f.dimension, f.value, f.reports, f.squares_shown
  from month, (values (0), (100), (250)) r(ring_m)
  left join lateral (
    select dimension, value, sum(reports)::bigint as reports, count(*) as squares_shown
    from figure where distance_m <= r.ring_m and dimension <> 'category/severity/age' group by dimension, value
  ) f on true;
$$;
revoke execute on function safeplaces.site_reports from public;
grant execute on function safeplaces.site_reports to safeplaces_partner;
