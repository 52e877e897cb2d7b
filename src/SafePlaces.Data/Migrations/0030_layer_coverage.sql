-- Where and when a layer is known to be complete. Where it is not, that nothing is found says nothing.
create table safeplaces.layer_coverage (
  id bigint generated always as identity primary key,
  relation text not null check (relation ~ '^(gis|reference)\.'),
  geom geometry(MultiPolygon, 3006) not null check (not ST_IsEmpty(geom) and ST_IsValid(geom)),
  since date,
  until date,
  check (until >= since)
);
create index on safeplaces.layer_coverage (relation);
comment on table safeplaces.layer_coverage is E'Coverage | Täckning\nWhere and when a layer is complete: the union of its rows. A base layer without a row is complete everywhere, a reference layer within the convex hull of its features and 200 m around it.\nVar och när ett lager är fullständigt: alla dess rader tillsammans. Ett grundlager utan rad är fullständigt överallt, ett referenslager inom sina objekts konvexa hölje och 200 m runt det.';
comment on column safeplaces.layer_coverage.relation is 'Layer | Lager: with its schema, such as reference.buildings | med schema, till exempel reference.buildings';
comment on column safeplaces.layer_coverage.since is 'Since | Från: first day, null = ever | första dag, null = alltid';
comment on column safeplaces.layer_coverage.until is 'Until | Till: last day, null = until further notice | sista dag, null = tills vidare';
-- where coverage changes, what is derived is made anew
call safeplaces.track('safeplaces.layer_coverage', 'safeplaces.layer_coverage');
grant select, insert, update, delete on safeplaces.layer_coverage to safeplaces_planner;

-- hours that a program understands
comment on column gis.presence.hours is 'Hours | Tider: when somebody is there, as OpenStreetMap writes opening hours: Mo-Fr 17:00-21:00; Sa 10:00-15:00 | när någon är där, så som OpenStreetMap skriver öppettider: Mo-Fr 17:00-21:00; Sa 10:00-15:00';
comment on column gis_public.presence.hours is 'Hours | Tider: when somebody is there, as OpenStreetMap writes opening hours: Mo-Fr 17:00-21:00; Sa 10:00-15:00 | när någon är där, så som OpenStreetMap skriver öppettider: Mo-Fr 17:00-21:00; Sa 10:00-15:00';
