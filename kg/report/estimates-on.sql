-- The estimates on the instrument $instrument, with the papers they are from; `origin` tells what a program read.
SELECT paper.key AS paper, outcome_label AS outcome, timepoint, measure, first_label, second_label, printed, p, origin,
       source.iri AS document
FROM estimates AS estimate
JOIN (SELECT DISTINCT paper, key FROM papers) AS paper ON paper.paper = estimate.paper
JOIN sources AS source ON source.source = estimate.source
WHERE instrument = $instrument
ORDER BY paper, origin, outcome_position, position, estimate
