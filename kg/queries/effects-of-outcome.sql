WITH keys AS (SELECT paper, min(key) AS key FROM papers GROUP BY paper),
iris AS (SELECT work, min(iri) AS iri FROM works GROUP BY work),
documents AS (
  SELECT reading.source, reading.iri, document.name
  FROM sources AS reading JOIN sources AS document ON document.iri = regexp_replace(reading.iri, '/extraction$', '')
  WHERE document.name IS NOT NULL
)
SELECT keys.key AS paper, outcome_label,
  CASE WHEN low IS NULL OR high IS NULL THEN split_part(printed, ' [', 1) ELSE printed END AS as_printed, estimates.instrument,
  coalesce(estimates.better, instruments.better) AS better, timepoint, weeks, measure,
  CASE WHEN second_label IS NOT NULL THEN first_label END AS first_arm,
  CASE WHEN first_label IS NOT NULL THEN second_label END AS second_arm, value,
  CASE WHEN high IS NOT NULL THEN low END AS low, CASE WHEN low IS NOT NULL THEN high END AS high, level, p, adjusted, origin, quote,
  documents.name AS source, (CASE origin WHEN 'asserted' THEN iris.iri ELSE documents.iri END) || '/outcome/' || outcome_id AS outcome,
  estimate, gone.work IS NOT NULL AS retracted
FROM estimates JOIN keys USING (paper) JOIN documents USING (source) JOIN iris ON iris.work = estimates.paper
LEFT JOIN instruments ON instruments.instrument = estimates.instrument
LEFT JOIN retracted_works AS gone ON gone.work = estimates.paper
WHERE outcome_label IS NOT NULL AND (
  coalesce(estimates.instrument = lower($about), false) OR outcome_id = lower($about) OR contains(lower(outcome_label), lower($about))
)
ORDER BY keys.key, origin, outcome_position NULLS FIRST, position NULLS FIRST, estimate
