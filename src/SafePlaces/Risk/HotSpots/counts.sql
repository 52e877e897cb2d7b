-- The 100 m squares where people can be, on a walk route or reported from, and how many reports each has: observed from $1 until
-- before $2, by their south-west corners. What was rejected or is a duplicate does not count. Routes as they are on the day $3.
with reported as (
  select (floor(ST_Y(geom) / 100) * 100)::int4 as north, (floor(ST_X(geom) / 100) * 100)::int4 as east, count(*)::int4 as reports
  from safeplaces.unsafe_spots
  where observed_at >= $1 and observed_at < $2 and status not in ('rejected', 'duplicate')
  group by 1, 2
),
walked as (
  select distinct square.j * 100 as north, square.i * 100 as east
  from safeplaces.walk_routes route, ST_SquareGrid(100, route.geom) square
  where coalesce(route.valid_from <= $3, true) and coalesce(route.valid_to >= $3, true)
    and ST_Intersects(route.geom, square.geom)
)
select north, east, coalesce(reports, 0) as reports
from walked full join reported using (north, east)
where north between 1000000 and 9999999 and east between 100000 and 999999 -- where the grid has names
order by north, east;
