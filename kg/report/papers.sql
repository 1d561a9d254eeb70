-- Every paper with a record of its own, as the question `papers` has it, without its address and PubMed Central number.
WITH described AS (
  SELECT paper, min(key) AS key, min(name) AS name, min(title) AS title, min(year) AS year, min(journal) AS journal, min(doi) AS doi, min(pmid) AS pmid,
    min(design) AS design, min(condition) AS condition, min(randomized) AS randomized
  FROM papers WHERE key IS NOT NULL AND name IS NOT NULL GROUP BY paper
),
judged AS (SELECT paper, count(DISTINCT assessor) AS assessors FROM appraisals GROUP BY paper),
found AS (
  SELECT paper, count(DISTINCT flaw) AS flaws FROM findings WHERE presence IN ('present', 'likely-present') GROUP BY paper
)
SELECT key AS paper, name, title, year, journal, doi, pmid, design, condition, randomized, coalesce(assessors, 0) AS assessors,
  coalesce(flaws, 0) AS flaws, gone.work IS NOT NULL AS retracted
FROM described LEFT JOIN judged USING (paper) LEFT JOIN found USING (paper)
LEFT JOIN retracted_works AS gone ON gone.work = described.paper
ORDER BY key
