WITH stated AS (
  SELECT source, outcome, measure, first_arm, second_arm, instrument, paper, weeks, value FROM estimates
  WHERE origin = 'asserted' AND measure IN ('MD', 'SMD', 'RD') AND weeks IS NOT NULL AND value IS NOT NULL
),
pairs AS (
  SELECT first.instrument, first.paper,
    (first.value > 0 AND later.value < 0.8 * first.value) OR (first.value < 0 AND later.value > 0.8 * first.value) AS shrunk
  FROM stated AS first JOIN stated AS later USING (outcome, first_arm, second_arm, source, measure)
  WHERE first.weeks > 0 AND first.weeks < later.weeks AND first.value <> 0
),
papers AS (SELECT instrument, paper, count(*) AS pairs, count(*) FILTER (shrunk) AS shrinking FROM pairs GROUP BY ALL)
SELECT instrument, count(*) AS papers, sum(pairs)::BIGINT AS pairs, sum(shrinking)::BIGINT AS shrinking
FROM papers
GROUP BY instrument
ORDER BY pairs DESC, instrument NULLS FIRST
