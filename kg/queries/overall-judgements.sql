WITH keys AS (SELECT paper, min(key) AS key FROM papers GROUP BY paper)
SELECT DISTINCT keys.key AS paper, overalls.target, overalls.risk, appraisals.assessor_name AS assessor,
  CASE appraisals.assessor_kind WHEN 'Person' THEN 'person' WHEN 'Organization' THEN 'organisation' ELSE 'software' END AS kind
FROM overalls JOIN keys USING (paper)
JOIN appraisals ON appraisals.appraisal = overalls.appraisal AND appraisals.source = overalls.source
ORDER BY keys.key, overalls.target NULLS FIRST, assessor, overalls.risk, kind
