WITH above AS (
  SELECT broader.flaw AS own, broader.above AS flaw FROM broader JOIN flaws ON flaws.flaw = broader.above
  WHERE CASE $level WHEN 'domain' THEN flaws.domain = flaws.flaw ELSE broader.flaw = broader.above END
),
verdicts AS (
  SELECT findings.paper, above.flaw,
    max(CASE WHEN presence IN ('present', 'likely-present') THEN 1 ELSE 0 END) AS has,
    max(CASE WHEN presence IN ('present', 'likely-present') THEN 0 ELSE 1 END) AS lacks
  FROM findings JOIN above ON above.own = findings.flaw
  WHERE presence <> 'unclear'
  GROUP BY findings.paper, above.flaw
),
pairs AS (
  SELECT one.flaw AS flaw_a, other.flaw AS flaw_b, sum(one.has * other.has) AS "both", sum(one.has) AS a, sum(other.has) AS b,
    count(*) AS judged, count(*) FILTER (one.has + one.lacks = 2 OR other.has + other.lacks = 2) AS mixed
  FROM verdicts AS one JOIN verdicts AS other ON other.paper = one.paper AND one.flaw < other.flaw
  GROUP BY one.flaw, other.flaw
)
SELECT flaw_a, first.label AS label_a, flaw_b, second.label AS label_b, "both"::BIGINT AS "both", a::BIGINT AS a, b::BIGINT AS b,
  judged, mixed
FROM pairs JOIN flaws AS first ON first.flaw = flaw_a JOIN flaws AS second ON second.flaw = flaw_b
WHERE NOT EXISTS (
  SELECT 1 FROM broader
  WHERE (broader.flaw = flaw_a AND broader.above = flaw_b) OR (broader.flaw = flaw_b AND broader.above = flaw_a)
)
ORDER BY "both" DESC, flaw_a, flaw_b
