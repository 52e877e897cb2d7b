-- Cells of the national 25 m grid where people walk or something was reported, and the reasons for unease there. Made by the service.
create table safeplaces.risk_cells (
  id text primary key check (id ~ '^N\d{7}E\d{6}$'),
  walk_route_m double precision not null,
  dark_level text not null default 'not-assessed' check (dark_level in ('lower', 'usual', 'raised', 'high', 'highest', 'uncertain', 'withheld', 'not-assessed')),
  dark_ratio double precision,
  dark_low double precision,
  dark_high double precision,
  dark_log double precision,
  dark_contributions text,
  dark_unknown text,
  dark_thin boolean not null default true,
  day_level text not null default 'not-assessed' check (day_level in ('lower', 'usual', 'raised', 'high', 'highest', 'uncertain', 'withheld', 'not-assessed')),
  day_ratio double precision,
  day_low double precision,
  day_high double precision,
  day_log double precision,
  day_contributions text,
  day_unknown text,
  day_thin boolean not null default true,
  reports_nearby integer not null default 0,
  walked boolean not null default false,
  model text,
  reference text,
  as_of date not null,
  geom geometry(Polygon, 3006) not null
);
create index on safeplaces.risk_cells using gist (geom);
call safeplaces.track('safeplaces.risk_cells', 'gis.risk_cells');

create view gis.risk_cells as
select id, walk_route_m,
  dark_level, dark_ratio, dark_low, dark_high, dark_log, dark_contributions, dark_unknown, dark_thin, day_level, day_ratio, day_low, day_high, day_log, day_contributions, day_unknown, day_thin,
  reports_nearby, walked, model, reference, as_of, geom
from safeplaces.risk_cells;
comment on view gis.risk_cells is E'Reasons for unease in cells | Skäl till otrygghet i rutor\nSquares of 25 m where people walk or something was reported. A relative index of the surroundings, expert-weighted and assumed until it has passed its test; no forecast, no verdict on anybody who lives there, not comparable between municipalities.\nRutor om 25 m där människor går eller något har rapporterats. Ett relativt index över omgivningen, viktat av sakkunniga och antaget tills det klarat sitt prov; ingen prognos, ingen dom över dem som bor där, inte jämförbart mellan kommuner.';
comment on column gis.risk_cells.walk_route_m is 'Walk route | Gångstråk [m]: length in the cell | längd i rutan';
comment on column gis.risk_cells.dark_level is 'Reasons for unease after dark | Skäl till otrygghet efter mörkrets inbrott: against the municipality''s median, by a model that says what it assumes; withheld = not shown to tell more than where paths are | mot kommunens median, enligt en modell som säger vad den antar; innehållen = inte visat säga mer än var stråken går';
comment on column gis.risk_cells.dark_ratio is 'Ratio after dark | Kvot efter mörkrets inbrott [1]: index against the median of walkable cells that know the same factors | index mot medianen för gångbara rutor där samma faktorer är kända';
comment on column gis.risk_cells.dark_low is 'Ratio after dark, low | Kvot efter mörkrets inbrott, låg [1]: lower end of the 90 % band | undre gräns i 90 %-bandet';
comment on column gis.risk_cells.dark_high is 'Ratio after dark, high | Kvot efter mörkrets inbrott, hög [1]: upper end of the 90 % band | övre gräns i 90 %-bandet';
comment on column gis.risk_cells.dark_log is 'Logarithm of the index after dark | Indexets logaritm efter mörkrets inbrott [1]: the sum of the contributions | summan av bidragen';
comment on column gis.risk_cells.dark_contributions is 'Contributions after dark | Bidrag efter mörkrets inbrott: what each factor adds to the logarithm, as JSON | vad varje faktor lägger till logaritmen, som JSON';
comment on column gis.risk_cells.dark_unknown is 'Not known after dark | Inte känt efter mörkrets inbrott: factors left out, and why | faktorer som lämnats utanför, och varför';
comment on column gis.risk_cells.dark_thin is 'Thin evidence after dark | Tunt underlag efter mörkrets inbrott: few reports near and no safety walk, or a factor not known: silence is not safety | få rapporter nära och ingen trygghetsvandring, eller en okänd faktor: tystnad är inte trygghet';
comment on column gis.risk_cells.day_level is 'Reasons for unease by day | Skäl till otrygghet på dagen: against the municipality''s median, by a model that says what it assumes; withheld = not shown to tell more than where paths are | mot kommunens median, enligt en modell som säger vad den antar; innehållen = inte visat säga mer än var stråken går';
comment on column gis.risk_cells.day_ratio is 'Ratio by day | Kvot på dagen [1]: index against the median of walkable cells that know the same factors | index mot medianen för gångbara rutor där samma faktorer är kända';
comment on column gis.risk_cells.day_low is 'Ratio by day, low | Kvot på dagen, låg [1]: lower end of the 90 % band | undre gräns i 90 %-bandet';
comment on column gis.risk_cells.day_high is 'Ratio by day, high | Kvot på dagen, hög [1]: upper end of the 90 % band | övre gräns i 90 %-bandet';
comment on column gis.risk_cells.day_log is 'Logarithm of the index by day | Indexets logaritm på dagen [1]: the sum of the contributions | summan av bidragen';
comment on column gis.risk_cells.day_contributions is 'Contributions by day | Bidrag på dagen: what each factor adds to the logarithm, as JSON | vad varje faktor lägger till logaritmen, som JSON';
comment on column gis.risk_cells.day_unknown is 'Not known by day | Inte känt på dagen: factors left out, and why | faktorer som lämnats utanför, och varför';
comment on column gis.risk_cells.day_thin is 'Thin evidence by day | Tunt underlag på dagen: few reports near and no safety walk, or a factor not known: silence is not safety | få rapporter nära och ingen trygghetsvandring, eller en okänd faktor: tystnad är inte trygghet';
comment on column gis.risk_cells.reports_nearby is 'Reports near | Rapporter nära: within 200 m in 24 months | inom 200 m på 24 månader';
comment on column gis.risk_cells.walked is 'Walked | Vandrat: a safety walk passed within 50 m in 24 months | en trygghetsvandring passerade inom 50 m på 24 månader';
comment on column gis.risk_cells.model is 'Risk model | Riskmodell: name and version | namn och version';
comment on column gis.risk_cells.reference is 'Reference | Referens: stamp of the rebuild whose medians stand behind the ratios | stämpel för den omräkning vars medianer kvoterna bygger på';
comment on column gis.risk_cells.as_of is 'As of | Per: the day ages are counted to | den dag som åldrar räknas till';
grant select on gis.risk_cells to safeplaces_planner;
