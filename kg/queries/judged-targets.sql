WITH keys AS (SELECT paper, min(key) AS key FROM papers GROUP BY paper),
wanted AS (
  SELECT DISTINCT broader.flaw FROM broader
  WHERE CASE $within WHEN 'all' THEN broader.above = broader.flaw ELSE broader.above = $within END
)
SELECT DISTINCT keys.key AS paper, findings.flaw, findings.target, findings.presence, appraisals.assessor_name AS assessor,
  CASE appraisals.assessor_kind WHEN 'Person' THEN 'person' WHEN 'Organization' THEN 'organisation' ELSE 'software' END AS kind,
  appraisals.lists
FROM findings JOIN keys USING (paper) JOIN wanted USING (flaw)
JOIN appraisals ON appraisals.appraisal = findings.appraisal AND appraisals.source = findings.source
ORDER BY keys.key, findings.flaw, findings.target NULLS FIRST, assessor, findings.presence, kind, appraisals.lists NULLS FIRST
