-- Every judgement of papers $works on flaws $flaws: by whom, in which source, and the number of the finding.
SELECT here.key AS paper, finding.flaw AS flaw, finding.finding AS finding, finding.presence AS presence, finding.severity AS severity,
  finding.target AS target, appraisal.name AS assessor, appraisal.kind AS assessor_kind, source.name AS source, source.iri AS document
FROM findings AS finding
JOIN (SELECT DISTINCT paper, key FROM papers WHERE key IS NOT NULL AND paper IN (SELECT unnest($works::BIGINT[]))) AS here
  ON here.paper = finding.paper
JOIN (
  SELECT appraisal, source, min(assessor_name) AS name, min(assessor_kind) AS kind FROM appraisals
  WHERE paper IN (SELECT unnest($works::BIGINT[])) GROUP BY appraisal, source
) AS appraisal ON appraisal.appraisal = finding.appraisal AND appraisal.source = finding.source
JOIN sources AS source ON source.source = finding.source
JOIN flaws ON flaws.flaw = finding.flaw
WHERE finding.paper IN (SELECT unnest($works::BIGINT[])) AND finding.flaw IN (SELECT unnest($flaws::VARCHAR[]))
ORDER BY paper, flaw, assessor, finding, source
