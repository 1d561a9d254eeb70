-- The papers of which there is more to tell than their title and references: appraised, with estimates that people entered, with
-- numbers that cannot all be true, or with notices; and those that one of these cites.
WITH told AS (
  SELECT paper FROM appraisals
  UNION SELECT paper FROM estimates WHERE origin = 'asserted'
  UNION SELECT paper FROM derived WHERE alert = 'violation'
  UNION SELECT names.work FROM names SEMI JOIN notices USING (same)
),
near AS (
  SELECT paper FROM told
  UNION SELECT cited FROM citations SEMI JOIN told ON told.paper = citations.citing
)
SELECT DISTINCT papers.key AS paper FROM papers SEMI JOIN near USING (paper) WHERE papers.key IS NOT NULL ORDER BY paper
