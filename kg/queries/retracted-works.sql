SELECT coalesce(min(works.key), min(works.iri)) AS work, min(works.iri) AS iri
FROM retracted_works JOIN works USING (work)
GROUP BY retracted_works.work
ORDER BY 1
