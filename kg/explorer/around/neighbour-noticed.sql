-- Those of the works $works that an editorial notice concerns: their key, or their IRI where they have none.
SELECT coalesce(min(works.key), min(works.iri)) AS work
FROM works
WHERE work IN (SELECT unnest($works::BIGINT[]))
  AND work IN (SELECT names.work FROM names JOIN notices ON notices.same = names.same WHERE names.work IN (SELECT unnest($works::BIGINT[])))
GROUP BY work
ORDER BY work
