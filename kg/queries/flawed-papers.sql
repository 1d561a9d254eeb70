WITH keys AS (SELECT paper, min(key) AS key FROM papers GROUP BY paper),
wanted AS (
  SELECT DISTINCT broader.flaw FROM broader
  WHERE CASE $within WHEN 'all' THEN broader.above = broader.flaw ELSE broader.above = $within END
),
cleared AS (SELECT DISTINCT paper, flaw FROM findings WHERE presence IN ('absent', 'likely-absent'))
SELECT DISTINCT keys.key AS paper, findings.flaw, findings.presence, findings.severity, cleared.flaw IS NOT NULL AS disputed
FROM findings JOIN keys USING (paper) JOIN wanted ON wanted.flaw = findings.flaw
LEFT JOIN cleared ON cleared.paper = findings.paper AND cleared.flaw = findings.flaw
WHERE findings.presence IN ('present', 'likely-present')
ORDER BY keys.key, findings.flaw, findings.presence, findings.severity NULLS FIRST
