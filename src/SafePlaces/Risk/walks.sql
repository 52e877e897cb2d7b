-- Safety walks in the 24 months up to the day $1, in the box $2 or everywhere.
select geom from gis.safety_walks
where held_on <= $1 and held_on > $1 - interval '24 months' and ($2::geometry is null or geom && $2)
order by id;
