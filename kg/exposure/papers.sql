-- Every paper with a record, and whether anybody appraised it.
SELECT paper, paper IN (SELECT paper FROM appraisals) AS appraised FROM papers GROUP BY paper
