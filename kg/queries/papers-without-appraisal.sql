WITH unread AS (
  SELECT work, min(iri) AS iri FROM works
  WHERE NOT citing AND work NOT IN (SELECT paper FROM appraisals)
  GROUP BY work
),
described AS (
  SELECT paper, min(year) AS year, min(title) AS title, min(doi) AS doi, min(pmid) AS pmid FROM papers GROUP BY paper
),
listed AS (
  SELECT cited, min(first_author) AS first_author, min(year) AS year, min(title) AS title, min(doi) AS doi, min(pmid) AS pmid,
    count(DISTINCT citing) AS times
  FROM citations GROUP BY cited
)
SELECT coalesce(nullif(split_part(iri, '/appraisal-kg/paper/', 2), ''), iri) AS work, first_author,
  coalesce(described.year, listed.year) AS year, coalesce(described.title, listed.title) AS title,
  coalesce(described.doi, listed.doi) AS doi, coalesce(described.pmid, listed.pmid) AS pmid, coalesce(times, 0) AS cited_by,
  gone.work IS NOT NULL AS retracted
FROM unread LEFT JOIN described ON described.paper = unread.work LEFT JOIN listed ON listed.cited = unread.work
LEFT JOIN retracted_works AS gone ON gone.work = unread.work
ORDER BY cited_by DESC, 1
