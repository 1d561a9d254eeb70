-- Papers with keys of their own that share a DOI or a PubMed number.
WITH numbered AS (
  SELECT DISTINCT key, 'DOI' AS kind, lower(doi) AS number FROM papers WHERE doi IS NOT NULL
  UNION ALL SELECT DISTINCT key, 'PubMed number', pmid FROM papers WHERE pmid IS NOT NULL
)
SELECT one.key AS paper, one.kind, one.number, other.key AS other
FROM numbered AS one JOIN numbered AS other ON other.kind = one.kind AND other.number = one.number AND other.key <> one.key
ORDER BY ALL
