-- The lamps of the register, in the box $1 or everywhere.
select status, light_source, luminous_flux_lm, height_m, maintenance_factor, lamp_type, facing_degrees, broken_since, valid_from, valid_to, geom
from gis.lighting
where $1::geometry is null or geom && $1
order by id;
