WITH usable AS (
  SELECT row_number() OVER (ORDER BY instrument, value, citation, threshold) AS place,
    instrument, value AS size, basis, population, citation
  FROM thresholds
  WHERE verified AND high IS NULL AND holds_for IS NULL AND unit <> 'percent-of-baseline'
    AND basis NOT IN ('minimum-detectable-change', 'success-threshold-not-MCID')
),
stated AS (
  SELECT estimates.instrument, paper, low, high
  FROM estimates JOIN instruments USING (instrument)
  WHERE origin = 'asserted' AND measure = 'MD' AND low IS NOT NULL AND high IS NOT NULL
    AND ($about = '' OR estimates.instrument = $about)
    AND coalesce(weeks, 1) > 0 AND coalesce(value BETWEEN low AND high, true)
    AND coalesce(estimates.range_high = instruments.range_high, true)
    AND (largest_mean IS NULL OR coalesce(largest_mean > instruments.range_high / 10, false))
),
papers AS (SELECT instrument, count(DISTINCT paper) AS papers FROM stated GROUP BY instrument),
intervals AS (SELECT instrument, low, high, count(*) AS estimates FROM stated GROUP BY instrument, low, high),
counted AS (
  SELECT place, sum(estimates)::BIGINT AS estimates,
    sum(CASE WHEN low > -size AND high < size THEN estimates ELSE 0 END)::BIGINT AS smaller,
    sum(CASE WHEN low > size OR high < -size THEN estimates ELSE 0 END)::BIGINT AS beyond
  FROM usable JOIN intervals USING (instrument) GROUP BY place
)
SELECT usable.instrument, size AS threshold, basis, population, citation AS source, papers, estimates, smaller,
  estimates - smaller - beyond AS reaching, beyond
FROM counted JOIN usable USING (place) JOIN papers ON papers.instrument = usable.instrument
ORDER BY place
