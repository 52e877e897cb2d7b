create or replace view gis.unsafe_spots as
select id, source, source_id, observed_at, (reported_at at time zone 'Europe/Stockholm')::date as reported_on, category, severity, after_dark, status, (resolved_at at time zone 'Europe/Stockholm')::date as resolved_on, via, accuracy_m, valid_from, valid_to, geom
from safeplaces.unsafe_spots;
comment on view gis.unsafe_spots is E'Unsafe spots | Otrygga platser\nPlaces somebody reported as unsafe. It shows where people reported, not how dangerous a place is.\nPlatser som någon har rapporterat som otrygga. Visar var människor har rapporterat, inte hur farlig en plats är.';
comment on column gis.unsafe_spots.observed_at is 'Observed | Iakttaget: when it was noticed | när det märktes';
comment on column gis.unsafe_spots.reported_on is 'Reported | Rapporterat: the Swedish date it was reported | svenskt datum då det rapporterades';
comment on column gis.unsafe_spots.category is 'Category | Slag: what makes the place unsafe: the surroundings, never persons | vad som gör platsen otrygg: miljön, aldrig personer';
comment on column gis.unsafe_spots.severity is 'Severity | Allvar: 1 nuisance, 2 unsafe, 3 avoided, 4 acute | 1 störande, 2 otryggt, 3 undviks, 4 akut';
comment on column gis.unsafe_spots.after_dark is 'After dark | Efter mörkrets inbrott: whether the sun was more than 6° below the horizon; null = not computed | om solen stod mer än 6° under horisonten; null = inte beräknat';
comment on column gis.unsafe_spots.status is 'Status | Läge: how far the matter has come | hur långt ärendet har kommit';
comment on column gis.unsafe_spots.resolved_on is 'Resolved | Åtgärdat: the Swedish date it was mended | svenskt datum då det åtgärdades';
comment on column gis.unsafe_spots.via is 'Reported through | Rapporterat genom: who handed it in | vem som lämnade in det';
comment on column gis.unsafe_spots.accuracy_m is 'Accuracy | Lägesnoggrannhet [m]: how well the place is known | hur väl platsen är känd';
comment on column gis.unsafe_spots.source is 'Source | Källa: the register the row came from | registret som raden kommer från';
comment on column gis.unsafe_spots.source_id is 'Id in the source | Källans id';
comment on column gis.unsafe_spots.valid_from is 'Valid from | Gäller från: null = since ever | null = sedan alltid';
comment on column gis.unsafe_spots.valid_to is 'Valid to | Gäller till: null = until further notice | null = tills vidare';
grant select on gis.unsafe_spots to safeplaces_planner;

create or replace view gis_officer.unsafe_spots as
select s.*, t.description, t.contact_name, t.contact_email, t.contact_phone
from gis.unsafe_spots s left join safeplaces.unsafe_spot_texts t on t.unsafe_spot_id = s.id;
comment on view gis_officer.unsafe_spots is E'Unsafe spots | Otrygga platser\nPlaces somebody reported as unsafe, with free text and contact. For officers only.\nPlatser som någon har rapporterat som otrygga, med fritext och kontaktuppgifter. Bara för handläggare.';
comment on column gis_officer.unsafe_spots.description is 'Description | Beskrivning: the reporter''s own words; personal data | rapportörens egna ord; personuppgift';
comment on column gis_officer.unsafe_spots.contact_name is 'Contact | Kontakt: personal data | personuppgift';
comment on column gis_officer.unsafe_spots.contact_email is 'E-mail | E-post: personal data | personuppgift';
comment on column gis_officer.unsafe_spots.contact_phone is 'Telephone | Telefon: personal data | personuppgift';
grant select on gis_officer.unsafe_spots to safeplaces_officer;
do $$
declare
  one record;
begin
  for one in
    select attname, col_description(attrelid, attnum) as said from pg_attribute
    where attrelid = 'gis.unsafe_spots'::regclass and attnum > 0 and col_description(attrelid, attnum) is not null
  loop
    execute format('comment on column gis_officer.unsafe_spots.%I is %L', one.attname, one.said);
  end loop;
end $$;
