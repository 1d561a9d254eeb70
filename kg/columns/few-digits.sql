-- Whether 12 digits before the point and 6 after it are enough for every number in the estimates.
SELECT coalesce(bool_and(coalesce(TRY_CAST(number AS DECIMAL(18, 6))::DECIMAL(38, 18) = number, false)), true) AS enough
FROM (
  UNPIVOT estimates ON weeks, value, low, high, level, standard_error, range_high, largest_mean INTO NAME place VALUE number
)
