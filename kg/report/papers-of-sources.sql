-- The papers that each source speaks of, described or only named.
SELECT DISTINCT sources.iri AS document, works.key AS paper
FROM works JOIN sources USING (source) WHERE works.key IS NOT NULL ORDER BY document, paper
