-- The estimates of the outcomes $outcomes, as the question `effects-of-outcome` has them. `scope` is the graph of a program's reading.
SELECT here.key AS paper, outcome AS number, outcome_id, scope.iri AS scope, outcome_label, printed AS as_printed, estimate.instrument AS instrument,
  coalesce(estimate.better, instrument.better) AS better, timepoint, measure, first_label AS first_arm, second_label AS second_arm,
  low, level, p, origin, source.name AS source
FROM estimates AS estimate
JOIN (SELECT DISTINCT paper, key FROM papers WHERE key IS NOT NULL) AS here ON here.paper = estimate.paper
JOIN sources AS scope ON scope.source = estimate.source
JOIN sources AS source ON source.iri = replace(scope.iri, '/extraction', '')
LEFT JOIN (SELECT instrument, min(better) AS better FROM instruments GROUP BY instrument) AS instrument
  ON instrument.instrument = estimate.instrument
WHERE outcome IN (SELECT unnest($outcomes::BIGINT[])) AND outcome_label IS NOT NULL
ORDER BY paper, origin, outcome_position, position, estimate
