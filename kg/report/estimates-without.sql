-- Of the entered estimates of each paper: how many have no value, and how many have a value but no interval.
SELECT paper.key AS paper, count(*) AS estimates, count(*) FILTER (value IS NULL) AS without_value,
       count(*) FILTER (value IS NOT NULL AND (low IS NULL OR high IS NULL)) AS without_interval
FROM estimates AS estimate
JOIN (SELECT DISTINCT paper, key FROM papers) AS paper ON paper.paper = estimate.paper
WHERE origin = 'asserted'
GROUP BY paper.key
ORDER BY without_interval DESC, paper
