create or replace view gis.hot_spots as
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
