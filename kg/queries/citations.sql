WITH described AS (SELECT DISTINCT paper, key FROM papers WHERE key IS NOT NULL)
SELECT DISTINCT article.iri AS citing, CASE WHEN article.citing THEN coalesce(article.title, article.key) ELSE article.key END AS title,
  article.kind, article.publisher, article.year, article.url, described.key AS paper, citations.intent, sources.name AS source,
  gone.work IS NOT NULL AS retracted
FROM citations JOIN described ON described.paper = citations.cited JOIN sources USING (source)
JOIN works AS article ON article.work = citations.citing AND article.source = citations.source
LEFT JOIN retracted_works AS gone ON gone.work = citations.cited
WHERE sources.name IS NOT NULL
ORDER BY paper, title NULLS FIRST, source, citing, intent NULLS FIRST
