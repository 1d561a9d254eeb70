-- Every work that cites, by what people may call it.
SELECT work, min(key) AS key, min(iri) AS iri, min(title) AS title
FROM works WHERE work IN (SELECT citing FROM citations) GROUP BY work ORDER BY iri
