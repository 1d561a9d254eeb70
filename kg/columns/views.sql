-- What several questions read of the columns, said once.

-- The works whose retraction is in force: retracted, and not reinstated on the day of the retraction or later. A date may name only
-- a year or a month; a reinstatement without a date counts.
CREATE VIEW retracted_works AS
WITH said AS (SELECT names.work, notices.kind, notices.date FROM names JOIN notices USING (same))
SELECT DISTINCT said.work FROM said
WHERE said.kind = 'retraction' AND NOT EXISTS (
  SELECT 1 FROM said AS back
  WHERE back.work = said.work AND back.kind = 'reinstatement'
    AND coalesce(back.date >= said.date OR starts_with(said.date, back.date), true)
);
