-- Walk routes within 100 m of the site $1 that hold on the day $2, cut to that zone: one row a piece.
with zone as materialized (select ST_Buffer($1, 100, 'quad_segs=32') as geom)
select r.id, r.name, r.kind, r.lit, r.width_m, r.required_class, piece.geom
from zone
join gis.walk_routes r on ST_DWithin(r.geom, $1, 100)
cross join lateral ST_Dump(
  case when ST_CoveredBy(r.geom, zone.geom) then r.geom
  else ST_LineMerge(ST_CollectionExtract(ST_Intersection(r.geom, zone.geom), 2)) end) piece
where (r.valid_from <= $2) is not false and (r.valid_to >= $2) is not false and ST_Length(piece.geom) > 0.1
order by r.id, piece.path;
