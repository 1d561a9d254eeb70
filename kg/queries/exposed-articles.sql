WITH RECURSIVE flawed AS (
  SELECT DISTINCT findings.paper FROM findings JOIN broader ON broader.flaw = findings.flaw AND broader.above = $flaw
  WHERE findings.presence IN ('present', 'likely-present')
),
together AS (
  SELECT DISTINCT one.work, other.work AS same FROM names AS one JOIN names AS other USING (same) WHERE one.work <> other.work
),
same_works AS (
  SELECT work, same FROM together
  UNION
  SELECT same_works.work, together.same FROM same_works JOIN together ON together.work = same_works.same
),
named AS (
  SELECT citing, cited, intent FROM citations
  UNION ALL
  SELECT citing, same, intent FROM citations JOIN same_works ON same_works.work = citations.cited
),
carried AS (
  SELECT citing, cited FROM named WHERE citing <> cited
  GROUP BY citing, cited
  HAVING bool_or(intent IS NOT NULL AND list_contains(string_split($carrying, ','), intent))
    OR (count(intent) = 0 AND list_contains(string_split($carrying, ','), 'not-stated'))
),
chains AS (
  SELECT carried.citing, flawed.paper, 1 AS far FROM flawed JOIN carried ON carried.cited = flawed.paper
  UNION
  SELECT carried.citing, chains.paper, far + 1 FROM chains JOIN carried ON carried.cited = chains.citing WHERE far < 3
),
labels AS (SELECT work, coalesce(min(key), min(iri)) AS label FROM works GROUP BY work)
SELECT labels.label AS article, min(chains.far)::BIGINT AS hops, count(DISTINCT chains.paper) AS papers
FROM chains JOIN labels ON labels.work = chains.citing
WHERE chains.citing <> chains.paper
GROUP BY labels.label
ORDER BY hops, article
