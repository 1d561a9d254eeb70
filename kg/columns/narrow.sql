-- The estimates in decimals of 18 digits, which are read from Parquet several times faster than those of 38.
SELECT * REPLACE (
  weeks::DECIMAL(18, 6) AS weeks, value::DECIMAL(18, 6) AS value, low::DECIMAL(18, 6) AS low, high::DECIMAL(18, 6) AS high,
  level::DECIMAL(18, 6) AS level, standard_error::DECIMAL(18, 6) AS standard_error, range_high::DECIMAL(18, 6) AS range_high,
  largest_mean::DECIMAL(18, 6) AS largest_mean
)
FROM estimates
