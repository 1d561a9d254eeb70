-- The papers with a retraction in force.
WITH said AS (
  SELECT names.work, notices.kind, notices.date
  FROM names SEMI JOIN papers ON papers.paper = names.work JOIN notices USING (same)
)
SELECT DISTINCT said.work AS paper FROM said
WHERE said.kind = 'retraction' AND NOT EXISTS (
  SELECT 1 FROM said AS back
  WHERE back.work = said.work AND back.kind = 'reinstatement'
    AND coalesce(back.date >= said.date OR starts_with(said.date, back.date), true)
)
ORDER BY paper
