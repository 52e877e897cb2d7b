create or replace view gis.measures as
select id, source, source_id, kind, name, cause, responsible, due_on, status, cost_sek, answers, effect, valid_from, valid_to, geom
from safeplaces.measures;
comment on view gis.measures is E'Measures | Åtgärder\nWhat is done about unsafe spots: problem, cause, who answers, effect.\nVad som görs åt otrygga platser: problem, orsak, ansvarig, effekt.';
comment on column gis.measures.kind is 'Kind | Slag: kind of measure | slag av åtgärd';
comment on column gis.measures.name is 'Name | Namn';
comment on column gis.measures.cause is 'Cause | Orsak: why the place is unsafe | varför platsen är otrygg';
comment on column gis.measures.responsible is 'Responsible | Ansvarig: unit or organisation, never a person | enhet eller organisation, aldrig en person';
comment on column gis.measures.due_on is 'Due on | Klart senast';
comment on column gis.measures.status is 'Status | Läge: how far it has come | hur långt den har kommit';
comment on column gis.measures.cost_sek is 'Cost | Kostnad [SEK]';
comment on column gis.measures.answers is 'Answers | Svarar på: ids of the unsafe spots it answers | id för de otrygga platser den svarar på';
comment on column gis.measures.effect is 'Effect | Effekt: what came of it | vad det ledde till';
comment on column gis.measures.source is 'Source | Källa: the register the row came from | registret som raden kommer från';
comment on column gis.measures.source_id is 'Id in the source | Källans id';
comment on column gis.measures.valid_from is 'Valid from | Gäller från: null = since ever | null = sedan alltid';
comment on column gis.measures.valid_to is 'Valid to | Gäller till: null = until further notice | null = tills vidare';
grant select on gis.measures to safeplaces_planner;
grant insert, update, delete on gis.measures to safeplaces_officer;
