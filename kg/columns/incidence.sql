-- Every judgement as the paper's number, the flaw's place among those of `concepts.sql` (from 0), and what is said of it.
WITH concepts AS (
  SELECT flaw, row_number() OVER (ORDER BY flaw) - 1 AS place FROM (
    SELECT DISTINCT flaws.flaw FROM flaws JOIN broader ON broader.flaw = flaws.flaw
    WHERE CASE $level WHEN 'domain' THEN flaws.domain = flaws.flaw ELSE true END
  )
),
above AS (
  SELECT broader.flaw AS own, concepts.place FROM broader JOIN concepts ON concepts.flaw = broader.above
  WHERE CASE $level WHEN 'domain' THEN true ELSE broader.flaw = broader.above END
)
SELECT findings.paper, above.place::INTEGER AS place, findings.presence IN ('present', 'likely-present') AS present
FROM findings JOIN above ON above.own = findings.flaw
WHERE findings.presence <> 'unclear'
