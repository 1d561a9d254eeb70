-- The key of every paper by its number.
SELECT paper, min(key) AS key FROM papers WHERE key IS NOT NULL GROUP BY paper
