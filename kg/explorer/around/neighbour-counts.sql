-- How many neighbours of each kind have papers and citing articles $works, flaws $flaws, outcomes $outcomes.
WITH here AS (SELECT DISTINCT paper FROM papers WHERE key IS NOT NULL),
judged AS (
  SELECT DISTINCT paper, flaw FROM findings
  WHERE flaw IN (SELECT flaw FROM flaws) AND (paper IN (SELECT unnest($works::BIGINT[])) OR flaw IN (SELECT unnest($flaws::VARCHAR[])))
),
cites AS (
  SELECT DISTINCT citing, cited FROM citations
  WHERE cited IN (SELECT paper FROM here) AND (citing IN (SELECT unnest($works::BIGINT[])) OR cited IN (SELECT unnest($works::BIGINT[])))
),
reports AS (
  SELECT DISTINCT paper, outcome FROM estimates
  WHERE outcome_label IS NOT NULL AND (paper IN (SELECT unnest($works::BIGINT[])) OR outcome IN (SELECT unnest($outcomes::BIGINT[])))
),
works AS (
  SELECT citing AS work, cited AS other FROM cites WHERE citing IN (SELECT unnest($works::BIGINT[])) AND citing <> cited
  UNION SELECT cited, citing FROM cites WHERE cited IN (SELECT unnest($works::BIGINT[])) AND citing <> cited
)
SELECT 'work' AS node, paper AS number, NULL AS flaw, 'flaw' AS kind, count(*) AS neighbours FROM judged
WHERE paper IN (SELECT unnest($works::BIGINT[])) GROUP BY paper
UNION ALL SELECT 'flaw', NULL, flaw, 'paper', count(*) FROM judged WHERE flaw IN (SELECT unnest($flaws::VARCHAR[])) GROUP BY flaw
UNION ALL SELECT 'work', paper, NULL, 'outcome', count(*) FROM reports WHERE paper IN (SELECT unnest($works::BIGINT[])) GROUP BY paper
UNION ALL SELECT 'outcome', outcome, NULL, 'paper', count(*) FROM reports WHERE outcome IN (SELECT unnest($outcomes::BIGINT[])) GROUP BY outcome
UNION ALL
SELECT 'work', work, NULL, CASE WHEN other IN (SELECT paper FROM here) THEN 'paper' ELSE 'citing' END, count(*)
FROM works GROUP BY 1, 2, 3, 4
