-- Every citation of one of the papers $works by one of the works $works, as the question `citations` has it.
SELECT DISTINCT citing.iri AS citing, coalesce(citing.title, citing.key) AS title, citing.kind AS kind, citing.publisher AS publisher,
  citing.year AS year, NULL AS url, here.key AS paper, citation.intent AS intent, source.name AS source
FROM citations AS citation
JOIN (SELECT DISTINCT paper, key FROM papers WHERE key IS NOT NULL AND paper IN (SELECT unnest($works::BIGINT[]))) AS here
  ON here.paper = citation.cited
JOIN (SELECT DISTINCT * FROM works WHERE work IN (SELECT unnest($works::BIGINT[]))) AS citing
  ON citing.work = citation.citing AND citing.source = citation.source
JOIN sources AS source ON source.source = citation.source
WHERE citation.citing IN (SELECT unnest($works::BIGINT[])) AND citation.cited IN (SELECT unnest($works::BIGINT[]))
ORDER BY paper, title, source, citing, intent
