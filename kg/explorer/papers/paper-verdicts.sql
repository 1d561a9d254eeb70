-- How the entered differences in means of each paper, with an interval, compare with the thresholds of importance of their
-- instrument: "smaller" than all of them as a whole, "beyond" all of them as a whole, or "between". Which estimates and which
-- thresholds count is as in the question `effects-against-thresholds`.
WITH sizes AS (
  SELECT instrument, min(value) AS least, max(value) AS most
  FROM thresholds
  WHERE verified AND high IS NULL AND holds_for IS NULL AND unit <> 'percent-of-baseline'
    AND basis NOT IN ('minimum-detectable-change', 'success-threshold-not-MCID')
  GROUP BY instrument
)
SELECT DISTINCT paper,
  CASE WHEN low > -least AND high < least THEN 'smaller' WHEN low > most OR high < -most THEN 'beyond' ELSE 'between' END AS verdict
FROM estimates JOIN instruments USING (instrument) JOIN sizes USING (instrument)
WHERE origin = 'asserted' AND measure = 'MD' AND low IS NOT NULL AND high IS NOT NULL
  AND coalesce(weeks, 1) > 0 AND coalesce(estimates.value BETWEEN low AND high, true)
  AND coalesce(estimates.range_high = instruments.range_high, true)
  AND (largest_mean IS NULL OR coalesce(largest_mean > instruments.range_high / 10, false))
ORDER BY paper, verdict
