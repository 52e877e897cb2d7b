-- The walk routes of the day $1, in the box $2 or everywhere.
select id, name, kind, lit, width_m, required_class, geom
from gis.walk_routes
where (valid_from <= $1) is not false and (valid_to >= $1) is not false and ($2::geometry is null or geom && $2) and ST_Length(geom) > 0
order by id;
