WITH keys AS (SELECT paper, min(key) AS key FROM papers GROUP BY paper),
iris AS (SELECT work, min(iri) AS iri FROM works GROUP BY work),
documents AS (
  SELECT reading.source, reading.iri, document.name
  FROM sources AS reading JOIN sources AS document ON document.iri = regexp_replace(reading.iri, '/extraction$', '')
  WHERE document.name IS NOT NULL
),
stated AS (
  SELECT *, CASE WHEN measure IN ('OR', 'RR', 'HR', 'IRR') THEN 1 ELSE 0 END AS no_effect FROM estimates WHERE measure <> 'OTHER'
)
SELECT keys.key AS paper, outcome_label,
  printed AS as_printed, estimates.instrument,
  coalesce(estimates.better, instruments.better) AS better, timepoint, weeks, measure,
  CASE WHEN second_label IS NOT NULL THEN first_label END AS first_arm,
  CASE WHEN first_label IS NOT NULL THEN second_label END AS second_arm, value,
  low, high, level, p, adjusted, origin, quote,
  documents.name AS source, (CASE origin WHEN 'asserted' THEN iris.iri ELSE documents.iri END) || '/outcome/' || outcome_id AS outcome,
  estimate, no_effect, gone.work IS NOT NULL AS retracted
FROM stated AS estimates JOIN keys USING (paper) JOIN documents USING (source) JOIN iris ON iris.work = estimates.paper
LEFT JOIN instruments ON instruments.instrument = estimates.instrument
LEFT JOIN retracted_works AS gone ON gone.work = estimates.paper
WHERE outcome_label IS NOT NULL AND low <= no_effect AND no_effect <= high
ORDER BY keys.key, origin, outcome_position NULLS FIRST, position NULLS FIRST, estimate
