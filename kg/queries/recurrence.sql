WITH verdicts AS (
  SELECT flaw, paper,
    bool_or(presence IN ('present', 'likely-present')) AS found, bool_or(presence IN ('absent', 'likely-absent')) AS clear
  FROM findings GROUP BY flaw, paper
),
counted AS (
  SELECT flaw, count(*) FILTER (found) AS papers, count(*) FILTER (found OR clear) AS judged, count(*) FILTER (clear) AS cleared
  FROM verdicts GROUP BY flaw
)
SELECT counted.flaw, flaws.label, domains.label AS domain, papers, judged,
  (SELECT count(DISTINCT paper) FROM appraisals) AS appraised, papers + cleared - judged AS mixed, cleared
FROM counted JOIN flaws USING (flaw) JOIN flaws AS domains ON domains.flaw = flaws.domain
ORDER BY papers DESC, counted.flaw
