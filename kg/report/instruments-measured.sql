-- How many papers have estimates on each instrument, those that a program read included.
SELECT instrument, count(DISTINCT paper) AS papers FROM estimates WHERE instrument IS NOT NULL GROUP BY instrument ORDER BY instrument
