-- What each work is called: its key, or its IRI where it has none.
SELECT work, coalesce(min(key), min(iri)) AS label FROM works GROUP BY work
