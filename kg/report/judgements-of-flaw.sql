-- Every judgement on the flaw $flaw, with who judged and where it was read from.
SELECT paper.key AS paper, finding.presence AS presence, finding.severity AS severity, finding.target AS target,
       appraisal.assessor_name AS assessor, appraisal.assessor_kind AS kind, source.iri AS document
FROM findings AS finding
JOIN (SELECT DISTINCT appraisal, source, assessor_name, assessor_kind FROM appraisals) AS appraisal
  ON appraisal.appraisal = finding.appraisal AND appraisal.source = finding.source
JOIN (SELECT DISTINCT paper, key FROM papers) AS paper ON paper.paper = finding.paper
JOIN sources AS source ON source.source = finding.source
WHERE finding.flaw = $flaw
ORDER BY paper, presence, assessor, target, document
