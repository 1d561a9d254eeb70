-- Every citation of a paper that has a record here: by whom, and why where that is stated.
SELECT DISTINCT paper.key AS paper, work.iri AS citing, work.title AS title, work.publisher AS publisher, work.year AS year,
       citation.intent AS intent, source.name AS source
FROM citations AS citation
JOIN (SELECT DISTINCT paper, key FROM papers) AS paper ON paper.paper = citation.cited
JOIN (SELECT work, min(iri) AS iri, min(title) AS title, min(publisher) AS publisher, min(year) AS year FROM works GROUP BY work) AS work
  ON work.work = citation.citing
JOIN sources AS source ON source.source = citation.source
ORDER BY paper, citing, intent, source
