-- Where reports lie closer than chance lays them: Gi* on the 100 m grid. Made by the service from the reports; nobody writes it.
-- Cold cells are not kept: few reports is not safety.
create table safeplaces.hot_spots (
  id text primary key check (id ~ '^N\d{7}E\d{6}$'),
  class text not null check (class in ('hot90', 'hot95', 'hot99')),
  reports integer not null check (reports >= 0),
  cells_in_reach integer not null check (cells_in_reach > 0),
  z double precision not null check (z > 0),
  p double precision not null check (p between 0 and 1),
  q double precision not null check (q between 0 and 0.1),
  as_of timestamptz not null,
  geom geometry(Polygon, 3006) not null
);
create index on safeplaces.hot_spots using gist (geom);
call safeplaces.track('safeplaces.hot_spots', 'gis.hot_spots');

create view gis.hot_spots as
select id, class, reports, cells_in_reach, z, p, q, as_of, geom from safeplaces.hot_spots;
comment on view gis.hot_spots is E'Hot spots | Anhopningar\nSquares of 100 m round which more was reported in two years than chance would lay there (Gi* within 250 m, false discoveries held down). Where people report is not the same as where it is unsafe, and no hot spot is no proof of safety.\nRutor om 100 m med fler rapporter omkring sig under två år än slumpen skulle lägga där (Gi* inom 250 m, falska fynd hålls nere). Var folk rapporterar är inte detsamma som var det är otryggt, och ingen anhopning är inget bevis på trygghet.';
comment on column gis.hot_spots.id is 'Square | Ruta: of the national 100 m grid, by its south-west corner in EPSG:3006 | i rikets 100 m-rutnät, efter sydvästra hörnet i EPSG:3006';
comment on column gis.hot_spots.class is 'Certainty | Säkerhet: among the squares of a class at most so many are chance | högst så många av rutorna i en klass är slump';
comment on column gis.hot_spots.reports is 'Reports | Rapporter: in the square itself | i rutan själv';
comment on column gis.hot_spots.cells_in_reach is 'Squares in reach | Rutor inom räckhåll: where people can be, within 250 m | där någon kan vara, inom 250 m';
comment on column gis.hot_spots.z is 'Gi*: standard deviations above chance | standardavvikelser över slumpen';
comment on column gis.hot_spots.p is 'p: the chance of so much, two-sided | sannolikheten för så mycket, tvåsidig';
comment on column gis.hot_spots.q is 'q: p after Benjamini-Hochberg over all squares judged | p efter Benjamini-Hochberg över alla bedömda rutor';
comment on column gis.hot_spots.as_of is 'As of | Per: the figures are those of this time, and the same since | siffrorna är de som gällde då, och desamma sedan dess';
grant select on gis.hot_spots to safeplaces_planner;
