create or replace view gis.public_release as
select id, square, quarter, starts_on, ends_on, reports, level, geom from safeplaces.public_release;
comment on view gis.public_release is E'Reported places in squares | Rapporterade platser i rutor\nHow many reports of unsafe places a square of 250 m had in a quarter: five or more, rounded to fives, once somebody had looked at them. A square that is not shown had 0 to 4, and nothing tells which. Few reports is not safety.\nHur många rapporter om otrygga platser en ruta om 250 m hade under ett kvartal: fem eller fler, avrundat till femtal, sedan någon tittat på dem. En ruta som inte visas hade 0 till 4, och inget säger vilket. Få rapporter är inte trygghet.';
comment on column gis.public_release.square is 'Square | Ruta: of the national 250 m grid, by its south-west corner in EPSG:3006 | i rikets 250 m-rutnät, efter sydvästra hörnet i EPSG:3006';
comment on column gis.public_release.quarter is 'Quarter | Kvartal';
comment on column gis.public_release.starts_on is 'First day | Första dag';
comment on column gis.public_release.ends_on is 'Last day | Sista dag';
comment on column gis.public_release.reports is 'Reports | Rapporter: rounded to fives, so within 2 of what was reported | avrundat till femtal, alltså inom 2 från vad som rapporterats';
comment on column gis.public_release.level is 'Level | Nivå: few 5, several 10-20, many 25 or more | några 5, flera 10-20, många 25 eller fler';
grant select on gis.public_release to safeplaces_public;
