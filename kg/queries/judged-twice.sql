WITH keys AS (SELECT paper, min(key) AS key FROM papers GROUP BY paper),
several AS (
  SELECT paper, flaw, target FROM findings WHERE target IS NOT NULL
  GROUP BY paper, flaw, target HAVING count(DISTINCT assessor) > 1
)
SELECT DISTINCT keys.key AS paper, findings.flaw, flaws.label, findings.target, appraisals.assessor_name AS assessor,
  CASE appraisals.assessor_kind WHEN 'Person' THEN 'person' WHEN 'Organization' THEN 'organisation' ELSE 'software' END AS kind,
  appraisals.lists, findings.presence
FROM findings JOIN several USING (paper, flaw, target) JOIN keys USING (paper) JOIN flaws ON flaws.flaw = findings.flaw
JOIN appraisals ON appraisals.appraisal = findings.appraisal AND appraisals.source = findings.source
ORDER BY keys.key, findings.flaw, findings.target, assessor, kind, appraisals.lists NULLS FIRST, findings.presence
