-- The papers $works, as the question `papers` has them, as far as the columns know.
WITH judged AS (
  SELECT paper, count(DISTINCT flaw) FILTER (presence IN ('present', 'likely-present')) AS flaws
  FROM findings WHERE paper IN (SELECT unnest($works::BIGINT[])) GROUP BY paper
),
appraised AS (
  SELECT paper, count(DISTINCT assessor) AS assessors FROM appraisals WHERE paper IN (SELECT unnest($works::BIGINT[])) GROUP BY paper
),
known AS (
  SELECT work, min(same) FILTER (starts_with(same, 'https://doi.org/')) AS doi,
    min(same) FILTER (starts_with(same, 'https://pubmed.ncbi.nlm.nih.gov/')) AS pmid
  FROM names WHERE work IN (SELECT unnest($works::BIGINT[])) GROUP BY work
)
SELECT papers.paper AS number, min(key) AS paper, min(name) AS name, min(title) AS title, min(year) AS year, min(journal) AS journal,
  replace(min(known.doi), 'https://doi.org/', '') AS doi,
  rtrim(replace(min(known.pmid), 'https://pubmed.ncbi.nlm.nih.gov/', ''), '/') AS pmid,
  min(design) AS design, min(condition) AS condition, min(randomized) AS randomized, coalesce(min(appraised.assessors), 0) AS assessors,
  coalesce(min(judged.flaws), 0) AS flaws
FROM papers LEFT JOIN judged ON judged.paper = papers.paper LEFT JOIN appraised ON appraised.paper = papers.paper
  LEFT JOIN known ON known.work = papers.paper
WHERE papers.paper IN (SELECT unnest($works::BIGINT[])) AND key IS NOT NULL
GROUP BY papers.paper
ORDER BY paper
