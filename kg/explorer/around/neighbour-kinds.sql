-- Which kind of node the number $number stands for: a paper with a record here, a work that cites one, an outcome with estimates.
SELECT 'paper' AS kind FROM papers WHERE paper = $number AND key IS NOT NULL
UNION SELECT 'citing' FROM citations
  WHERE citing = $number AND cited IN (SELECT paper FROM papers WHERE key IS NOT NULL)
    AND citing NOT IN (SELECT paper FROM papers WHERE key IS NOT NULL)
UNION SELECT 'outcome' FROM estimates WHERE outcome = $number AND outcome_label IS NOT NULL
