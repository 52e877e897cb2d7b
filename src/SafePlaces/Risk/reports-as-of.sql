-- The reports as they stood on the day $1: what was handed in by then, and open until it was mended.
select id, observed_at, (observed_at at time zone 'Europe/Stockholm')::date as observed_on, reported_on, category, severity, after_dark,
  case when status = 'resolved' and resolved_on > $1 then 'verified' else status end as status, via, accuracy_m, geom
from gis.unsafe_spots
where reported_on <= $1
