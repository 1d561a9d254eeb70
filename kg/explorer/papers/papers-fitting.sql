-- The papers that fit every facet but one at most; `lacking` names the one they do not fit, nothing where they fit all. Within a
-- facet one value is enough; of a fact that a paper does not have, the value is ''. `verdicts` and `retracted` are the
-- answers of paper-verdicts.sql and papers-retracted.sql.
WITH described AS (
  SELECT paper, min(year) AS year, min(design) AS design, min(condition) AS condition, min(journal) AS journal,
    lower(strip_accents(concat_ws(' ', min(key), min(name), min(title)))) AS words
  FROM papers WHERE key IS NOT NULL AND name IS NOT NULL GROUP BY paper
),
said AS (
  SELECT findings.paper, broader.above AS flaw, findings.presence
  FROM findings JOIN broader ON broader.flaw = findings.flaw
  WHERE broader.above IN (SELECT unnest($flaw::VARCHAR[])) OR broader.above IN (SELECT unnest($absent::VARCHAR[]))
),
fitted AS (
  SELECT paper, [
    ['flaw', (len($flaw) = 0 OR paper IN (
      SELECT paper FROM said
      WHERE flaw IN (SELECT unnest($flaw::VARCHAR[])) AND presence IN ('present', 'likely-present')))::VARCHAR],
    ['absent', (len($absent) = 0 OR paper IN (
      SELECT paper FROM said
      WHERE flaw IN (SELECT unnest($absent::VARCHAR[])) AND presence IN ('absent', 'likely-absent')))::VARCHAR],
    ['appraised', (len($appraised) = 0
      OR CASE WHEN paper IN (SELECT paper FROM appraisals) THEN 'yes' ELSE 'no' END IN (SELECT unnest($appraised::VARCHAR[])))::VARCHAR],
    ['assessor', (len($assessor) = 0 OR paper IN (
      SELECT paper FROM appraisals WHERE assessor_name IN (SELECT unnest($assessor::VARCHAR[]))))::VARCHAR],
    ['design', (len($design) = 0 OR list_contains($design::VARCHAR[], coalesce(design, '')))::VARCHAR],
    ['condition', (len($condition) = 0 OR list_contains($condition::VARCHAR[], coalesce(condition, '')))::VARCHAR],
    ['instrument', (len($instrument) = 0 OR paper IN (
      SELECT paper FROM estimates
      WHERE origin = 'asserted' AND instrument IN (SELECT unnest($instrument::VARCHAR[]))))::VARCHAR],
    ['effect', (len($effect) = 0 OR paper IN (
      SELECT paper FROM verdicts WHERE verdict IN (SELECT unnest($effect::VARCHAR[]))))::VARCHAR],
    ['retracted', (len($retracted) = 0
      OR CASE WHEN paper IN (SELECT paper FROM retracted) THEN 'yes' ELSE 'no' END IN (SELECT unnest($retracted::VARCHAR[])))::VARCHAR],
    ['journal', (len($journal) = 0 OR list_contains($journal::VARCHAR[], coalesce(journal, '')))::VARCHAR],
    ['source', (len($source) = 0 OR paper IN (
      SELECT papers.paper FROM papers JOIN sources USING (source)
      WHERE sources.name IN (SELECT unnest($source::VARCHAR[]))))::VARCHAR],
    ['year', coalesce(year BETWEEN $first AND $last, $any_year)::VARCHAR],
    ['title', (len(list_filter($words::VARCHAR[], lambda word: NOT contains(words, word))) = 0)::VARCHAR]
  ] AS facets
  FROM described
),
missed AS (SELECT paper, list_filter(facets, lambda facet: facet[2] = 'false') AS missed FROM fitted)
SELECT paper, CASE WHEN len(missed) = 0 THEN '' ELSE missed[1][1] END AS lacking
FROM missed WHERE len(missed) < 2
