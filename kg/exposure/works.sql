-- What the works of a list of numbers are: key, IRI, kind and title, those that sort first where sources differ.
SELECT work, min(key) AS key, min(iri) AS iri, min(kind) AS kind, min(title) AS title
FROM works WHERE work IN (SELECT unnest($wanted)) GROUP BY work
