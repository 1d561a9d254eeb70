-- Keys of papers that share the first letters or the last with $key: few enough to compare each with it.
(SELECT DISTINCT key FROM papers WHERE starts_with(key, $key[:4]) ORDER BY key LIMIT 1000)
UNION
(SELECT DISTINCT key FROM papers WHERE ends_with(key, $key[-5:]) ORDER BY key LIMIT 1000)
ORDER BY key
