-- Each link with an end among papers and citing articles $works, flaws $flaws, outcomes $outcomes: its ends, once a pair, and how
-- early it is told, 0 for the earliest. A citation counts where the cited work is a paper with a record here.
WITH here AS (SELECT DISTINCT paper, key FROM papers WHERE key IS NOT NULL)
SELECT 'finding' AS link, 'paper' AS start_kind, findings.paper AS start, 'flaw' AS end_kind, NULL::BIGINT AS "end", findings.flaw AS flaw,
  here.key AS key, min(CASE presence WHEN 'present' THEN 0 WHEN 'likely-present' THEN 1 WHEN 'unclear' THEN 2
    WHEN 'likely-absent' THEN 3 ELSE 4 END) AS late
FROM findings JOIN here ON here.paper = findings.paper JOIN flaws ON flaws.flaw = findings.flaw
WHERE findings.paper IN (SELECT unnest($works::BIGINT[])) OR findings.flaw IN (SELECT unnest($flaws::VARCHAR[]))
GROUP BY findings.paper, findings.flaw, here.key
UNION ALL
SELECT 'cites', CASE WHEN citer.paper IS NULL THEN 'citing' ELSE 'paper' END, citing, 'paper', cited, NULL, coalesce(citer.key, here.key),
  min(CASE WHEN intent IS NULL THEN 1 ELSE 0 END)
FROM citations JOIN here ON here.paper = citations.cited LEFT JOIN here AS citer ON citer.paper = citations.citing
WHERE citing IN (SELECT unnest($works::BIGINT[])) OR cited IN (SELECT unnest($works::BIGINT[]))
GROUP BY citing, cited, citer.paper, citer.key, here.key
UNION ALL
SELECT 'reports', 'paper', estimates.paper, 'outcome', outcome, NULL, here.key, min(coalesce(outcome_position, 0))
FROM estimates JOIN here ON here.paper = estimates.paper
WHERE outcome_label IS NOT NULL
  AND (estimates.paper IN (SELECT unnest($works::BIGINT[])) OR outcome IN (SELECT unnest($outcomes::BIGINT[])))
GROUP BY estimates.paper, outcome, here.key
