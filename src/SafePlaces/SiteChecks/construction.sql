-- Building projects within 250 m of the site $1 that hold on the day $2, nearest first.
select name, case_number, use, step, starts_on, ends_on, developer, closes_routes, lamps_removed, lamps_added, ST_Distance(geom, $1) as distance_m
from gis.planned_construction
where ST_DWithin(geom, $1, 250) and (valid_from <= $2) is not false and (valid_to >= $2) is not false
order by distance_m, name, id;
