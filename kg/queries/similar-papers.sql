WITH keys AS (SELECT paper, min(key) AS key, min(name) AS name FROM papers GROUP BY paper),
verdicts AS (
  SELECT paper, flaw, max(CASE WHEN presence IN ('present', 'likely-present') THEN 1 ELSE 0 END) AS has
  FROM findings WHERE presence <> 'unclear'
  GROUP BY paper, flaw
),
own AS (SELECT flaw, has FROM verdicts JOIN keys USING (paper) WHERE key = $paper),
compared AS (
  SELECT verdicts.paper, sum(own.has * verdicts.has)::BIGINT AS shared, count(*) AS judged,
    sum(greatest(own.has, verdicts.has))::BIGINT AS either,
    string_agg(verdicts.flaw, ', ' ORDER BY verdicts.flaw) FILTER (own.has + verdicts.has = 2) AS flaws
  FROM verdicts JOIN own ON own.flaw = verdicts.flaw JOIN keys ON keys.paper = verdicts.paper
  WHERE keys.key <> $paper
  GROUP BY verdicts.paper
),
absent AS (
  SELECT paper, count(DISTINCT flaw) FILTER (presence IN ('absent', 'likely-absent')) AS cleared FROM findings GROUP BY paper
)
SELECT keys.key AS other, keys.name, shared, either, judged, cleared, flaws
FROM compared JOIN keys USING (paper) JOIN absent USING (paper)
WHERE shared > 0
ORDER BY shared DESC, either, other
