-- The values of each facet with the papers that have them, of those that fit all other facets (`fitting`: papers-fitting.sql).
-- `judged`: of flaws, the papers in which somebody judged it, present or absent. Of "papers", the facet `chosen` counts those that
-- fit all facets, of "appraised" those of them that anyone appraised; `all` counts the papers of the store in the same way.
WITH described AS (
  SELECT paper, min(design) AS design, min(condition) AS condition, min(journal) AS journal
  FROM papers WHERE key IS NOT NULL AND name IS NOT NULL GROUP BY paper
),
appraised AS (SELECT DISTINCT paper FROM appraisals SEMI JOIN described USING (paper)),
fits AS (SELECT paper, unnest(['flaw', 'absent', 'appraised', 'assessor', 'design', 'condition', 'instrument', 'effect', 'retracted',
                               'journal', 'source', 'chosen']) AS facet, lacking FROM fitting),
open AS (SELECT paper, facet FROM fits WHERE lacking = '' OR lacking = facet),
verdict AS (
  SELECT broader.above AS flaw, findings.paper,
    bool_or(presence IN ('present', 'likely-present')) AS found, bool_or(presence IN ('absent', 'likely-absent')) AS clear
  FROM findings JOIN broader ON broader.flaw = findings.flaw GROUP BY ALL
),
values_of AS (
  SELECT facet, flaw AS value, count(*) FILTER (CASE facet WHEN 'flaw' THEN found ELSE clear END) AS papers,
    count(*) FILTER (found OR clear) AS judged
  FROM open JOIN verdict USING (paper) WHERE facet IN ('flaw', 'absent') GROUP BY facet, flaw
  UNION ALL
  SELECT facet, CASE WHEN appraised.paper IS NULL THEN 'no' ELSE 'yes' END, count(*), NULL
  FROM open LEFT JOIN appraised USING (paper) WHERE facet = 'appraised' GROUP BY ALL
  UNION ALL
  SELECT facet, assessor_name, count(DISTINCT paper), NULL
  FROM open JOIN appraisals USING (paper) WHERE facet = 'assessor' GROUP BY ALL
  UNION ALL
  SELECT facet, coalesce(CASE facet WHEN 'design' THEN design WHEN 'condition' THEN condition ELSE journal END, ''), count(*), NULL
  FROM open JOIN described USING (paper) WHERE facet IN ('design', 'condition', 'journal') GROUP BY ALL
  UNION ALL
  SELECT facet, instrument, count(DISTINCT paper), NULL
  FROM open JOIN estimates USING (paper) WHERE facet = 'instrument' AND origin = 'asserted' AND instrument IS NOT NULL GROUP BY ALL
  UNION ALL
  SELECT facet, verdict, count(*), NULL FROM open JOIN verdicts USING (paper) WHERE facet = 'effect' GROUP BY ALL
  UNION ALL
  SELECT facet, CASE WHEN retracted.paper IS NULL THEN 'no' ELSE 'yes' END, count(*), NULL
  FROM open LEFT JOIN retracted USING (paper) WHERE facet = 'retracted' GROUP BY ALL
  UNION ALL
  SELECT facet, sources.name, count(DISTINCT paper), NULL
  FROM open JOIN papers USING (paper) JOIN sources USING (source) WHERE facet = 'source' GROUP BY ALL
  UNION ALL
  SELECT 'chosen', 'papers', count(*), NULL FROM open WHERE facet = 'chosen'
  UNION ALL
  SELECT 'chosen', 'appraised', count(*), NULL FROM open SEMI JOIN appraised USING (paper) WHERE facet = 'chosen'
  UNION ALL
  SELECT 'all', 'papers', count(*), NULL FROM described
  UNION ALL
  SELECT 'all', 'appraised', count(*), NULL FROM appraised
  UNION ALL
  SELECT 'all', 'compared', count(DISTINCT paper), NULL FROM verdicts SEMI JOIN described USING (paper)
)
SELECT facet, value, papers::INTEGER AS papers, coalesce(judged, 0)::INTEGER AS judged FROM values_of
WHERE papers > 0 OR facet IN ('chosen', 'all') ORDER BY facet, papers DESC, value
