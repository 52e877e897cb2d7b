-- What was noticed from $1 until $2, as it is known today: not rejected, no duplicates.
select ST_X(geom), ST_Y(geom), severity, (observed_at at time zone 'Europe/Stockholm')::date, status, coalesce(accuracy_m, 0), category, after_dark
from gis.unsafe_spots
where observed_at >= $1 and observed_at < $2 and status not in ('rejected', 'duplicate')
order by id;
