-- Every estimate; origin: asserted (someone entered it) or extracted (a program read it from prose).
SELECT paper.key AS paper, outcome_label AS outcome, instrument, better, timepoint, weeks, measure, first_label AS first_arm,
       second_label AS second_arm, value, low, high, level, printed, p, adjusted, origin, source.name AS source, source.iri AS document
FROM estimates AS estimate
JOIN (SELECT DISTINCT paper, key FROM papers) AS paper ON paper.paper = estimate.paper
JOIN sources AS source ON source.source = estimate.source
ORDER BY paper, origin, document, outcome_position, position, estimate
