-- The stretches as they were lit last, in the box $1 or everywhere.
select route_id, stretch, geom, from_m, to_m, e_min_lx
from safeplaces.walk_stretches
where $1::geometry is null or geom && $1
order by route_id, from_m;
