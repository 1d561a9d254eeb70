-- Works that share an address (DOI, PubMed number) are one: for each that is known under another number too, the one that stands
-- for all of them, with a key where one has. So who cites the entry of a reference list cites the paper itself.
WITH RECURSIVE together AS (
  SELECT DISTINCT one.work, other.work AS same FROM names AS one JOIN names AS other USING (same) WHERE one.work <> other.work
),
same_works AS (
  SELECT work, same FROM together
  UNION
  SELECT same_works.work, together.same FROM same_works JOIN together ON together.work = same_works.same
)
SELECT same_works.work, first(same_works.same ORDER BY works.key NULLS LAST, works.iri) AS stands
FROM same_works JOIN works ON works.work = same_works.same
GROUP BY same_works.work
ORDER BY same_works.work
