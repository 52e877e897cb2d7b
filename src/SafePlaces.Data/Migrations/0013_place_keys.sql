-- The places of point layers in the order of a curve, so that the features of a box are read page by page in a stable order
-- without sorting the box: position on a Z-order curve (Morton 1966) over squares of one metre, bits of east and north taking
-- turns. The service computes the same (Analysis/Grids/PlaceKey.cs). A layer with an index on it is paged by it.
-- The functions of PostGIS are named with their schema: a restored dump makes the index without a search path.
create function safeplaces.place(g geometry) returns bigint language plpgsql immutable strict parallel safe as $$
declare
  v bigint := greatest(0, least(16777215, floor(public.ST_Y(g))))::bigint << 32 | greatest(0, least(16777215, floor(public.ST_X(g))))::bigint;
  t bigint;
begin
  t := (v # (v >> 16)) & 4294901760;         v := v # t # (t << 16);
  t := (v # (v >> 8)) & 280375465148160;     v := v # t # (t << 8);
  t := (v # (v >> 4)) & 67555025218437360;   v := v # t # (t << 4);
  t := (v # (v >> 2)) & 868082074056920076;  v := v # t # (t << 2);
  t := (v # (v >> 1)) & 2459565876494606882; v := v # t # (t << 1);
  return v;
end $$;

-- Whether a geometry meets a box given in any CRS, judged there. The planner sees no spatial operator in it and so leaves the
-- order of the curve alone.
create function safeplaces.meets(g geometry, box geometry) returns boolean language plpgsql immutable strict parallel safe as $$
begin
  return public.ST_Intersects(public.ST_Transform(g, public.ST_SRID(box)), box);
end $$;

create index unsafe_spots_place on safeplaces.unsafe_spots (safeplaces.place(geom), id);
create index lighting_place on safeplaces.lighting (safeplaces.place(geom), id);
