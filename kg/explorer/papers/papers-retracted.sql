-- The papers with a retraction in force.
SELECT DISTINCT papers.paper FROM papers JOIN retracted_works ON retracted_works.work = papers.paper ORDER BY papers.paper
