-- Every judgement, with who judged and where it was read from.
SELECT paper.key AS paper, finding.flaw AS flaw, flaw.label AS label, finding.presence AS presence, finding.severity AS severity,
       finding.target AS target, appraisal.assessor_name AS assessor, appraisal.assessor_kind AS assessor_kind,
       appraisal.published_as AS published_as, source.name AS source, source.iri AS document
FROM findings AS finding
JOIN (SELECT DISTINCT appraisal, source, assessor_name, assessor_kind, published_as FROM appraisals) AS appraisal
  ON appraisal.appraisal = finding.appraisal AND appraisal.source = finding.source
JOIN (SELECT DISTINCT paper, key FROM papers) AS paper ON paper.paper = finding.paper
JOIN sources AS source ON source.source = finding.source
LEFT JOIN flaws AS flaw ON flaw.flaw = finding.flaw
ORDER BY paper, flaw, presence, assessor, target, document
