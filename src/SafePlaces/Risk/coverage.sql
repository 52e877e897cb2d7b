-- Where the layer $1 is known to be complete on the day $2: null = no row says so; empty = rows do, but for other days.
select case when count(*) > 0 then coalesce(ST_Union(geom) filter (where (since <= $2) is not false and (until >= $2) is not false), 'SRID=3006;POLYGON EMPTY') end
from safeplaces.layer_coverage where relation = $1;
