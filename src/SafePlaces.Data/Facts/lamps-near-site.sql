-- Lamps that may throw light within 100 m of the site $1 on the day $2: reach is twice five heights, 120 m at least; half
-- the width of a path (50 m at most) lies beyond its middle. The first distance is that of the highest lamp, for the index.
select status, light_source, luminous_flux_lm, height_m, maintenance_factor, lamp_type, facing_degrees, broken_since, valid_from, valid_to, geom
from gis.lighting
where ST_DWithin(geom, $1, 750) and ST_DWithin(geom, $1, 150 + greatest(10 * coalesce(height_m, 5), 120))
  and (valid_from <= $2) is not false and (valid_to >= $2) is not false
order by id;
