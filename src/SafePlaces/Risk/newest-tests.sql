-- By profile the test that holds for the model $1 $2: the last one of the latest whole year.
select distinct on (profile) id, name, version, profile, trained_to, tested_to, verdict, tested_at, report::text
from safeplaces.risk_tests
where name = $1 and version = $2 and tested_to - trained_to >= 365
order by profile, tested_to desc, id desc
