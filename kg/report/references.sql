-- How many works each of the papers $keys cites in the reference lists that were read, and how many of them are papers here.
SELECT citing.key AS paper, count(DISTINCT citation.cited) AS entries,
       count(DISTINCT citation.cited) FILTER (citation.cited IN (SELECT paper FROM papers)) AS here
FROM citations AS citation
JOIN (SELECT DISTINCT paper, key FROM papers WHERE key IN (SELECT unnest($keys))) AS citing ON citing.paper = citation.citing
GROUP BY citing.key
ORDER BY paper
