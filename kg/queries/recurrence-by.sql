WITH groups AS (
  SELECT appraisals.appraisal, appraisals.source, appraisals.paper,
    coalesce(
      CASE $by
        WHEN 'year' THEN said.year::VARCHAR
        WHEN 'journal' THEN said.journal
        WHEN 'design' THEN said.design
        WHEN 'condition' THEN said.condition
        WHEN 'funding' THEN said.funding
        WHEN 'assessor' THEN appraisals.assessor_name
      END,
      'not stated'
    ) AS "group"
  FROM appraisals LEFT JOIN papers AS said
    ON said.paper = appraisals.paper
    AND CASE $by
        WHEN 'year' THEN said.year IS NOT NULL
        WHEN 'journal' THEN said.journal IS NOT NULL
        WHEN 'design' THEN said.design IS NOT NULL
        WHEN 'condition' THEN said.condition IS NOT NULL
        WHEN 'funding' THEN said.funding IS NOT NULL
        ELSE false
      END
),
appraised AS (SELECT "group", count(DISTINCT paper) AS appraised FROM groups GROUP BY "group"),
judged AS (
  SELECT DISTINCT groups."group", above.flaw, findings.paper,
    list_contains(string_split($counted, ','), findings.presence) AS found,
    CASE WHEN presence IN ('present', 'likely-present') THEN 1 WHEN presence = 'unclear' THEN 0 ELSE -1 END AS verdict
  FROM findings
  JOIN groups ON groups.appraisal = findings.appraisal AND groups.source = findings.source
  JOIN (
    SELECT broader.flaw AS own, above AS flaw FROM broader JOIN flaws ON flaws.flaw = broader.above
    WHERE CASE $level WHEN 'domain' THEN flaws.domain = flaws.flaw ELSE broader.flaw = broader.above END
  ) AS above ON above.own = findings.flaw
),
counted AS (
  SELECT "group", flaw,
    count(DISTINCT paper) FILTER (found) AS papers,
    count(DISTINCT paper) FILTER (verdict = 1) AS founds,
    count(DISTINCT paper) FILTER (verdict <> 0) AS judged,
    count(DISTINCT paper) FILTER (verdict = -1) AS cleared
  FROM judged GROUP BY "group", flaw
)
SELECT counted.flaw, flaws.label, domains.label AS domain, counted."group", papers, judged, appraised,
  founds + cleared - judged AS mixed, cleared
FROM counted JOIN appraised USING ("group") JOIN flaws USING (flaw) JOIN flaws AS domains ON domains.flaw = flaws.domain
ORDER BY counted."group", papers DESC, counted.flaw
