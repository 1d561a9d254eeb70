WITH said AS (SELECT names.work, notices.kind, notices.date FROM names JOIN notices USING (same)),
gone AS (
  SELECT DISTINCT said.work FROM said
  WHERE said.kind = 'retraction' AND NOT EXISTS (
    SELECT 1 FROM said AS back
    WHERE back.work = said.work AND back.kind = 'reinstatement'
      AND coalesce(back.date >= said.date OR starts_with(said.date, back.date), true)
  )
)
SELECT coalesce(min(works.key), min(works.iri)) AS work, min(works.iri) AS iri
FROM gone JOIN works ON works.work = gone.work
GROUP BY gone.work
ORDER BY 1
