WITH flawed AS (
  SELECT findings.paper, works.key, count(DISTINCT flaw) AS flaws
  FROM findings JOIN works ON works.work = findings.paper AND works.source = findings.source
  WHERE presence IN ('present', 'likely-present') AND works.key IS NOT NULL
  GROUP BY findings.paper, works.key
)
SELECT CASE WHEN article.citing THEN coalesce(article.title, article.key) ELSE article.key END AS article, article.kind,
  article.publisher, article.year, citations.intent, flawed.key AS paper, flawed.flaws, sources.name AS source, citations.citation,
  gone.work IS NOT NULL AS retracted
FROM citations JOIN flawed ON flawed.paper = citations.cited JOIN sources USING (source)
JOIN works AS article ON article.work = citations.citing AND article.source = citations.source
LEFT JOIN retracted_works AS gone ON gone.work = citations.cited
WHERE sources.name IS NOT NULL
ORDER BY paper, article NULLS FIRST, citations.citation
