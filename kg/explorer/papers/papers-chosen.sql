-- The papers that fit all facets (`fitting`: papers-fitting.sql), in the order that $sort names, $most of them after the first $skip.
WITH described AS (
  SELECT paper, min(key) AS key, min(name) AS name, min(title) AS title, min(year) AS year, min(journal) AS journal,
    min(design) AS design, min(condition) AS condition, min(randomized) AS randomized
  FROM papers WHERE key IS NOT NULL AND name IS NOT NULL GROUP BY paper
),
judged AS (SELECT paper, count(DISTINCT assessor) AS assessors FROM appraisals GROUP BY paper),
found AS (
  SELECT paper, count(DISTINCT flaw) FILTER (presence IN ('present', 'likely-present')) AS flaws,
    count(DISTINCT flaw) FILTER (presence <> 'unclear') AS judged
  FROM findings GROUP BY paper
)
SELECT key AS paper, name, title, year, journal, design, condition, randomized, coalesce(assessors, 0) AS assessors,
  coalesce(flaws, 0) AS flaws, coalesce(found.judged, 0) AS flaws_judged, retracted.paper IS NOT NULL AS retracted
FROM described SEMI JOIN (SELECT paper FROM fitting WHERE lacking = '') AS fit ON fit.paper = described.paper
LEFT JOIN judged ON judged.paper = described.paper LEFT JOIN found ON found.paper = described.paper
LEFT JOIN retracted ON retracted.paper = described.paper
ORDER BY CASE WHEN $sort = 'newest' THEN -year END NULLS LAST, CASE WHEN $sort = 'oldest' THEN year END NULLS LAST,
  CASE WHEN $sort = 'flaws' THEN -coalesce(flaws, -1) END NULLS LAST, CASE WHEN $sort = 'people' THEN -randomized END NULLS LAST,
  lower(strip_accents(name)), key
LIMIT $most OFFSET $skip
