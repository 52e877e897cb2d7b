-- Figures of the reports within 0, 100 and 250 m of the site $1 that were observed by $2: one row a ring, dimension and value.
with near as materialized (
  select ST_Distance(geom, $1) as distance_m, category, severity, observed_at, after_dark, status
  from gis.unsafe_spots where ST_DWithin(geom, $1, 250) and observed_at <= $2
)
select r.ring_m, null::int8 as squares, $2 as as_of, f.dimension, f.value, f.reports, null::int8 as squares_shown
from (values (0), (100), (250)) r(ring_m)
left join lateral (
  select d.dimension, d.value, count(*) as reports
  from near n
  cross join lateral safeplaces.report_figures(n.category, n.severity, n.observed_at, n.after_dark, n.status, $2) d
  where n.distance_m <= r.ring_m group by d.dimension, d.value
) f on true
order by r.ring_m, f.dimension, f.value;
