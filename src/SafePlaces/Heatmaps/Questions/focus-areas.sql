-- The focus areas that have not ended, their names as they are spelt and without accents, beside the name asked for:
-- here, because the service itself runs without the tables of Unicode normalisation.
select
  normalize(btrim(name), NFC),
  normalize(btrim($1), NFC),
  regexp_replace(normalize(btrim(name), NFD), '[\u0300-\u036f]', '', 'g'),
  regexp_replace(normalize(btrim($1), NFD), '[\u0300-\u036f]', '', 'g'),
  geom
from gis.focus_areas
where valid_to is null or valid_to >= $2
order by name, id
