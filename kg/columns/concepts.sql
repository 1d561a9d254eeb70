-- The flaws of a level in the order of their identifiers, each with those above it and itself, by spaces.
SELECT flaws.flaw, flaws.label, string_agg(broader.above, ' ' ORDER BY broader.above) AS above
FROM flaws JOIN broader ON broader.flaw = flaws.flaw
WHERE CASE $level WHEN 'domain' THEN flaws.domain = flaws.flaw ELSE true END
GROUP BY flaws.flaw, flaws.label
ORDER BY flaws.flaw
