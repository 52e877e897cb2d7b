-- Walk routes in stretches of at most 25 m: the light on each against its class, and the reasons for unease. Made by the service.
create table safeplaces.walk_stretches (
  id text primary key,
  route_id uuid not null,
  stretch text not null,
  name text,
  kind text not null check (kind in ('footway', 'cycleway', 'steps', 'underpass', 'safety-walk', 'school-route')),
  from_m double precision not null,
  to_m double precision not null,
  length_m double precision not null,
  verdict text not null check (verdict in ('unknown', 'passes', 'uncertain', 'fails', 'dark')),
  required_class text not null check (required_class in ('P1', 'P2', 'P3', 'P4', 'P5', 'P6')),
  class_assumed boolean not null,
  average_low_lx double precision,
  average_high_lx double precision,
  minimum_low_lx double precision,
  minimum_high_lx double precision,
  e_min_lx double precision,
  lamps integer not null,
  lamps_assumed boolean not null,
  reports_per_km double precision,
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
  geom geometry(LineString, 3006) not null
);
create index on safeplaces.walk_stretches using gist (geom);
create index on safeplaces.walk_stretches (route_id);
call safeplaces.track('safeplaces.walk_stretches', 'gis.walk_stretches');

create view gis.walk_stretches as
select id, route_id, stretch, name, kind, from_m, to_m, length_m, verdict, required_class, class_assumed, average_low_lx, average_high_lx, minimum_low_lx, minimum_high_lx, e_min_lx, lamps, lamps_assumed, reports_per_km,
  dark_level, dark_ratio, dark_low, dark_high, dark_log, dark_contributions, dark_unknown, dark_thin, day_level, day_ratio, day_low, day_high, day_log, day_contributions, day_unknown, day_thin,
  reports_nearby, walked, model, reference, as_of, geom
from safeplaces.walk_stretches;
comment on view gis.walk_stretches is E'Stretches of path | Stråkdelar\nWalk routes in pieces of at most 25 m: computed light against the lighting class, reports along the path, and reasons for unease. Screening, no proof of compliance; unknown light is not dark.\nGångstråk i delar om högst 25 m: beräknat ljus mot belysningsklassen, rapporter längs stråket och skäl till otrygghet. En gallring, inget bevis på att en klass uppfylls; okänt ljus är inte mörker.';
comment on column gis.walk_stretches.route_id is 'Walk route | Gångstråk: id of the route | stråkets id';
comment on column gis.walk_stretches.stretch is 'Stretch | Stråkdel: named after its own geometry | uppkallad efter sin egen geometri';
comment on column gis.walk_stretches.name is 'Name | Namn: of the route | stråkets';
comment on column gis.walk_stretches.kind is 'Kind | Slag: kind of path | slag av stråk';
comment on column gis.walk_stretches.from_m is 'From | Från [m]: along the route | längs stråket';
comment on column gis.walk_stretches.to_m is 'To | Till [m]: along the route | längs stråket';
comment on column gis.walk_stretches.length_m is 'Length | Längd [m]';
comment on column gis.walk_stretches.verdict is 'Light | Ljus: computed light against the class; unknown = no lamp of the register near, and not stated unlit | beräknat ljus mot klassen; okänt = ingen registrerad lampa nära, och inte uppgivet som obelyst';
comment on column gis.walk_stretches.required_class is 'Lighting class | Belysningsklass: of EN 13201-2, as decided or P4 | enligt EN 13201-2, beslutad eller P4';
comment on column gis.walk_stretches.class_assumed is 'Class assumed | Klass antagen: nobody decided a class, P4 stands in | ingen klass är beslutad, P4 används';
comment on column gis.walk_stretches.average_low_lx is 'Average light, low | Medelljus, lågt [lx]: the lesser of two assumed luminaires | den lägre av två antagna armaturer';
comment on column gis.walk_stretches.average_high_lx is 'Average light, high | Medelljus, högt [lx]: the greater of two assumed luminaires | den högre av två antagna armaturer';
comment on column gis.walk_stretches.minimum_low_lx is 'Least light, low | Minsta ljus, lågt [lx]: at the darkest point, the lesser of two assumed luminaires | i mörkaste punkten, den lägre av två antagna armaturer';
comment on column gis.walk_stretches.minimum_high_lx is 'Least light, high | Minsta ljus, högt [lx]: at the darkest point, the greater of two assumed luminaires | i mörkaste punkten, den högre av två antagna armaturer';
comment on column gis.walk_stretches.e_min_lx is 'Least light | Minsta ljus [lx]: geometric mean of the two luminaires, which the risk model reads | geometriskt medel av de två armaturerna, som riskmodellen läser';
comment on column gis.walk_stretches.lamps is 'Lamps | Lampor: registered lamps that serve it, shining or not | registrerade lampor som betjänar den, tända eller inte';
comment on column gis.walk_stretches.lamps_assumed is 'Lamps assumed | Lampor antagna: a flux, height or maintenance factor was assumed | ett ljusflöde, en höjd eller en bibehållningsfaktor är antagen';
comment on column gis.walk_stretches.reports_per_km is 'Reports along the path | Rapporter längs stråket [/km]: weight of reports per kilometre, spread 150 m along the routes | rapporternas vikt per kilometer, utspridd 150 m längs stråken';
comment on column gis.walk_stretches.dark_level is 'Reasons for unease after dark | Skäl till otrygghet efter mörkrets inbrott: against the municipality''s median, by a model that says what it assumes; withheld = not shown to tell more than where paths are | mot kommunens median, enligt en modell som säger vad den antar; innehållen = inte visat säga mer än var stråken går';
comment on column gis.walk_stretches.dark_ratio is 'Ratio after dark | Kvot efter mörkrets inbrott [1]: index against the median of walkable cells that know the same factors | index mot medianen för gångbara rutor där samma faktorer är kända';
comment on column gis.walk_stretches.dark_low is 'Ratio after dark, low | Kvot efter mörkrets inbrott, låg [1]: lower end of the 90 % band | undre gräns i 90 %-bandet';
comment on column gis.walk_stretches.dark_high is 'Ratio after dark, high | Kvot efter mörkrets inbrott, hög [1]: upper end of the 90 % band | övre gräns i 90 %-bandet';
comment on column gis.walk_stretches.dark_log is 'Logarithm of the index after dark | Indexets logaritm efter mörkrets inbrott [1]: the sum of the contributions | summan av bidragen';
comment on column gis.walk_stretches.dark_contributions is 'Contributions after dark | Bidrag efter mörkrets inbrott: what each factor adds to the logarithm, as JSON | vad varje faktor lägger till logaritmen, som JSON';
comment on column gis.walk_stretches.dark_unknown is 'Not known after dark | Inte känt efter mörkrets inbrott: factors left out, and why | faktorer som lämnats utanför, och varför';
comment on column gis.walk_stretches.dark_thin is 'Thin evidence after dark | Tunt underlag efter mörkrets inbrott: few reports near and no safety walk, or a factor not known: silence is not safety | få rapporter nära och ingen trygghetsvandring, eller en okänd faktor: tystnad är inte trygghet';
comment on column gis.walk_stretches.day_level is 'Reasons for unease by day | Skäl till otrygghet på dagen: against the municipality''s median, by a model that says what it assumes; withheld = not shown to tell more than where paths are | mot kommunens median, enligt en modell som säger vad den antar; innehållen = inte visat säga mer än var stråken går';
comment on column gis.walk_stretches.day_ratio is 'Ratio by day | Kvot på dagen [1]: index against the median of walkable cells that know the same factors | index mot medianen för gångbara rutor där samma faktorer är kända';
comment on column gis.walk_stretches.day_low is 'Ratio by day, low | Kvot på dagen, låg [1]: lower end of the 90 % band | undre gräns i 90 %-bandet';
comment on column gis.walk_stretches.day_high is 'Ratio by day, high | Kvot på dagen, hög [1]: upper end of the 90 % band | övre gräns i 90 %-bandet';
comment on column gis.walk_stretches.day_log is 'Logarithm of the index by day | Indexets logaritm på dagen [1]: the sum of the contributions | summan av bidragen';
comment on column gis.walk_stretches.day_contributions is 'Contributions by day | Bidrag på dagen: what each factor adds to the logarithm, as JSON | vad varje faktor lägger till logaritmen, som JSON';
comment on column gis.walk_stretches.day_unknown is 'Not known by day | Inte känt på dagen: factors left out, and why | faktorer som lämnats utanför, och varför';
comment on column gis.walk_stretches.day_thin is 'Thin evidence by day | Tunt underlag på dagen: few reports near and no safety walk, or a factor not known: silence is not safety | få rapporter nära och ingen trygghetsvandring, eller en okänd faktor: tystnad är inte trygghet';
comment on column gis.walk_stretches.reports_nearby is 'Reports near | Rapporter nära: within 200 m in 24 months | inom 200 m på 24 månader';
comment on column gis.walk_stretches.walked is 'Walked | Vandrat: a safety walk passed within 50 m in 24 months | en trygghetsvandring passerade inom 50 m på 24 månader';
comment on column gis.walk_stretches.model is 'Risk model | Riskmodell: name and version | namn och version';
comment on column gis.walk_stretches.reference is 'Reference | Referens: stamp of the rebuild whose medians stand behind the ratios | stämpel för den omräkning vars medianer kvoterna bygger på';
comment on column gis.walk_stretches.as_of is 'As of | Per: the day ages are counted to | den dag som åldrar räknas till';
grant select on gis.walk_stretches to safeplaces_planner;
