-- The reports round a site as a partner may know them, so that no set of questions gives away an event:
-- * Only reviewed ones (is_reviewed): what somebody sends to try a count is held, and counts nowhere.
-- * One partition, square of the national 250 m grid by category, and nothing across it: a category with fewer than five in its
--   square counts nowhere, in no total either, the rest is rounded to the nearest five. A total is the sum of what is shown, so
--   there is nothing to take from it; whatever is added up over any sites tells no more than the squares do.
-- * Whole squares that the ring touches, never the ring itself: two sites that touch the same squares get the same answer.
-- * Once a month, for the whole town, kept: reported before the month began, and what becomes of a report meanwhile (reviewed,
--   moved, deleted) does not show until the next. The first to ask in a month has them counted.
create table safeplaces.partner_months (month date primary key);
comment on table safeplaces.partner_months is 'The months whose figures for partners have been counted.';
create table safeplaces.partner_figures (
  month date not null references safeplaces.partner_months,
  i integer not null,
  j integer not null,
  category text not null,
  reports integer not null check (reports >= 5 and reports % 5 = 0),
  primary key (month, i, j, category)
);
comment on table safeplaces.partner_figures is 'What partners may know of reports: by square of 250 m (its column i and row j) and category.';

create or replace function safeplaces.site_reports(site geometry)
  returns table (ring_m integer, squares bigint, as_of timestamptz, dimension text, value text, reports bigint, squares_shown bigint)
  language plpgsql volatile security definer set search_path = safeplaces, public, pg_temp as $$
#variable_conflict use_column
declare
  -- not now(): a transaction kept open would still live in a month that is over
  begins constant timestamptz := date_trunc('month', clock_timestamp(), 'Europe/Stockholm');
  this constant date := begins at time zone 'Europe/Stockholm';
begin
  if greatest(ST_XMax(site) - ST_XMin(site), ST_YMax(site) - ST_YMin(site)) > 10000 then
    raise exception 'a site is at most 10 km across' using errcode = 'invalid_parameter_value';
  end if;
  insert into partner_months values (this) on conflict do nothing;
  if found then
    insert into partner_figures
      select this, floor(ST_X(s.geom) / 250)::integer, floor(ST_Y(s.geom) / 250)::integer, s.category, round(count(*) / 5.0)::integer * 5
      from unsafe_spots s
      where is_reviewed(s.status) and s.reported_at < begins and s.observed_at <= begins
        and s.geom && ST_MakeEnvelope(100000, 1000000, 999999, 9999999, 3006) -- where the grid has names
      group by 2, 3, 4 having count(*) >= 5;
  end if;
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
