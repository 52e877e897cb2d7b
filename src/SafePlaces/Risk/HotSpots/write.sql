-- Makes safeplaces.hot_spots what $1 to $9 say, one array a column, as of $10. A row that says the same already is not touched.
with made as (
  select * from unnest($1::text[], $2::text[], $3::int4[], $4::int4[], $5::float8[], $6::float8[], $7::float8[], $8::int4[], $9::int4[])
    as made (id, class, reports, cells_in_reach, z, p, q, east, north)
),
gone as (
  delete from safeplaces.hot_spots where id not in (select id from made)
)
insert into safeplaces.hot_spots as old (id, class, reports, cells_in_reach, z, p, q, as_of, geom)
select id, class, reports, cells_in_reach, z, p, q, $10, ST_MakeEnvelope(east, north, east + 100, north + 100, 3006) from made
on conflict (id) do update set class = excluded.class, reports = excluded.reports, cells_in_reach = excluded.cells_in_reach,
  z = excluded.z, p = excluded.p, q = excluded.q, as_of = excluded.as_of
where (old.class, old.reports, old.cells_in_reach, old.z, old.p, old.q)
  is distinct from (excluded.class, excluded.reports, excluded.cells_in_reach, excluded.z, excluded.p, excluded.q);
