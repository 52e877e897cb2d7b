-- Reports observed from $1 until before $2, by the 250 m square they lie in: those that somebody has looked at and found to be
-- so. What nobody has looked at is not counted, or whoever sends reports of his own could try how many are missing to five.
select (floor(ST_Y(geom) / 250) * 250)::int4 as north, (floor(ST_X(geom) / 250) * 250)::int4 as east, count(*)::int4 as reports
from safeplaces.unsafe_spots
where observed_at >= $1 and observed_at < $2 and safeplaces.is_reviewed(status)
  and geom && ST_MakeEnvelope(100000, 1000000, 999999, 9999999, 3006) -- where the grid has names
group by 1, 2;
