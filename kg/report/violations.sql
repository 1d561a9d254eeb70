-- What rules derive that cannot all be true, by paper.
SELECT paper.key AS paper, count(*) AS violations, string_agg(DISTINCT rule, ', ' ORDER BY rule) AS rules
FROM derived
JOIN (SELECT DISTINCT paper, key FROM papers) AS paper ON paper.paper = derived.paper
WHERE alert = 'violation'
GROUP BY paper.key
ORDER BY violations DESC, paper
