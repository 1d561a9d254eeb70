-- The papers in which some assessor calls the flaw $flaw, or a flaw of the domain $domain, present or likely present.
SELECT DISTINCT papers.key AS paper
FROM findings JOIN papers ON papers.paper = findings.paper JOIN flaws ON flaws.flaw = findings.flaw
WHERE presence IN ('present', 'likely-present') AND papers.key IS NOT NULL
  AND ($flaw = '' OR findings.flaw = $flaw) AND ($domain = '' OR flaws.domain = $domain)
