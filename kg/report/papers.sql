-- Every paper with a record of its own, as the question `papers` has it, without its identifiers; `doi`: whether a source gives one.
WITH described AS (
  SELECT paper, min(key) AS key, min(name) AS name, min(title) AS title, min(year) AS year, min(journal) AS journal,
    min(design) AS design, min(condition) AS condition, min(randomized) AS randomized
  FROM papers WHERE key IS NOT NULL AND name IS NOT NULL GROUP BY paper
),
judged AS (SELECT paper, count(DISTINCT assessor) AS assessors FROM appraisals GROUP BY paper),
found AS (
  SELECT paper, count(DISTINCT flaw) AS flaws FROM findings WHERE presence IN ('present', 'likely-present') GROUP BY paper
),
said AS (SELECT names.work, notices.kind, notices.date FROM names JOIN notices USING (same)),
gone AS (
  SELECT DISTINCT said.work FROM said
  WHERE said.kind = 'retraction' AND NOT EXISTS (
    SELECT 1 FROM said AS back
    WHERE back.work = said.work AND back.kind = 'reinstatement'
      AND coalesce(back.date >= said.date OR starts_with(said.date, back.date), true)
  )
),
numbered AS (SELECT DISTINCT work FROM names WHERE starts_with(same, 'https://doi.org/'))
SELECT key AS paper, name, title, year, journal, design, condition, randomized, coalesce(assessors, 0) AS assessors,
  coalesce(flaws, 0) AS flaws, gone.work IS NOT NULL AS retracted, numbered.work IS NOT NULL AS doi
FROM described LEFT JOIN judged USING (paper) LEFT JOIN found USING (paper)
LEFT JOIN gone ON gone.work = described.paper LEFT JOIN numbered ON numbered.work = described.paper
ORDER BY key
