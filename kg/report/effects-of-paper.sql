-- The estimates that people entered of the paper $paper, as the question `comparable-estimates` has them.
WITH facts AS (
  SELECT paper, min(key) AS key, min(name) AS name, min(condition) AS condition, min(design) AS design
  FROM papers WHERE key = $paper GROUP BY paper
)
SELECT facts.key AS paper, facts.name, facts.condition, facts.design, outcome_id, outcome_label, estimates.instrument,
  instruments.label AS instrument_label, instruments.construct, estimates.better, instruments.better AS usually_better,
  measured_by, timepoint, weeks, measure, first_label, second_label, first_role, second_role, value, low, high, level,
  standard_error, printed, origin, gone.work IS NOT NULL AS retracted, estimate, sources.iri AS source
FROM estimates JOIN facts USING (paper) JOIN sources USING (source)
LEFT JOIN instruments ON instruments.instrument = estimates.instrument
LEFT JOIN retracted_works AS gone ON gone.work = estimates.paper
WHERE origin <> 'extracted'
ORDER BY facts.key, origin, outcome_position NULLS FIRST, position NULLS FIRST, estimate
