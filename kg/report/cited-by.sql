-- Papers of the store that cite those of $keys in their reference lists, with the intent where one is stated.
SELECT DISTINCT cited.key AS paper, citing.key AS citing, citation.intent AS intent
FROM citations AS citation
JOIN (SELECT DISTINCT paper, key FROM papers WHERE key IN (SELECT unnest($keys))) AS cited ON cited.paper = citation.cited
JOIN (SELECT DISTINCT paper, key FROM papers) AS citing ON citing.paper = citation.citing
ORDER BY paper, citing, intent
