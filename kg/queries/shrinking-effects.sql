WITH stated AS (
  SELECT series, instrument, paper, weeks, value FROM estimates
  WHERE origin = 'asserted' AND measure IN ('MD', 'SMD', 'RD') AND weeks > 0 AND value IS NOT NULL
),
pairs AS (
  SELECT first.instrument, first.paper,
    (first.value > 0 AND later.value < 0.8 * first.value) OR (first.value < 0 AND later.value > 0.8 * first.value) AS shrunk
  FROM stated AS first JOIN stated AS later ON later.series = first.series AND later.weeks > first.weeks
  WHERE first.value <> 0
)
SELECT instrument, count(DISTINCT paper) AS papers, count(*) AS pairs, count(*) FILTER (shrunk) AS shrinking
FROM pairs
GROUP BY instrument
ORDER BY pairs DESC, instrument NULLS FIRST
