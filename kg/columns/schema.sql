-- The columns beside a store: what its graphs state, a table for each kind of thing, for questions that count and compare.
-- A row says what one graph states of one thing; `source` is the reading of that graph. Works, papers, assessors, appraisals,
-- findings and outcomes are numbers made from their IRIs (kg.columns.rows.number), codes are their local names. Numbers that
-- papers print are decimals with 18 places, as the store has them: a float would make 0.8 * 4.5 differ from 3.6.

CREATE TABLE sources (source BIGINT, iri VARCHAR, name VARCHAR);

CREATE TABLE papers (
  source BIGINT, paper BIGINT, key VARCHAR, name VARCHAR, title VARCHAR, year INTEGER, journal VARCHAR,
  design VARCHAR, condition VARCHAR, funding VARCHAR, randomized INTEGER, doi VARCHAR, pmid VARCHAR, pmcid VARCHAR, url VARCHAR
);

-- Everything that cites or is cited; `key` where it is a paper, `kind` the type of work, `citing`: whether it is there as an
-- article that cites a paper.
CREATE TABLE works (
  source BIGINT, work BIGINT, iri VARCHAR, key VARCHAR, kind VARCHAR, title VARCHAR, year INTEGER, publisher VARCHAR,
  url VARCHAR, citing BOOLEAN
);

-- `intent` is a property of CiTO, nothing where none is stated; the rest is the entry as the reference list prints it.
CREATE TABLE citations (
  source BIGINT, citation VARCHAR, citing BIGINT, cited BIGINT, intent VARCHAR, first_author VARCHAR, year INTEGER,
  title VARCHAR, doi VARCHAR, pmid VARCHAR
);

-- `lists` says what silence means: of "judged", that nobody looked; of "applicable", perhaps that it is not there.
CREATE TABLE appraisals (
  source BIGINT, appraisal BIGINT, paper BIGINT, assessor BIGINT, assessor_name VARCHAR, assessor_kind VARCHAR,
  published_as VARCHAR, instrument VARCHAR, lists VARCHAR
);

-- An appraisal's judgement of the whole: `risk` of bias is low, some or high.
CREATE TABLE overalls (
  source BIGINT, appraisal BIGINT, paper BIGINT, assessor BIGINT, risk VARCHAR, target VARCHAR
);

CREATE TABLE findings (
  source BIGINT, finding BIGINT, appraisal BIGINT, paper BIGINT, assessor BIGINT, flaw VARCHAR, presence VARCHAR,
  severity VARCHAR, target VARCHAR
);

-- An effect estimate with what its outcome says; `range_high` and `largest_mean` of the outcome tell in what unit it is scored.
-- `origin`: asserted, or extracted from prose by a program. `series` is one number for what a reading gives of one measure for the
-- same outcome and arms: such estimates differ in their time alone; nothing where a measure or an arm is not stated. `quote` is the
-- sentence it was read from.
CREATE TABLE estimates (
  source BIGINT, estimate VARCHAR, paper BIGINT, outcome BIGINT, outcome_id VARCHAR, outcome_label VARCHAR, instrument VARCHAR,
  better VARCHAR, is_primary BOOLEAN, measured_by VARCHAR, origin VARCHAR, outcome_position INTEGER, position INTEGER,
  timepoint VARCHAR, weeks DECIMAL(38, 18), measure VARCHAR, first_arm BIGINT, second_arm BIGINT, series BIGINT,
  first_label VARCHAR, second_label VARCHAR, first_role VARCHAR, second_role VARCHAR,
  value DECIMAL(38, 18), low DECIMAL(38, 18), high DECIMAL(38, 18), level DECIMAL(38, 18),
  standard_error DECIMAL(38, 18), range_high DECIMAL(38, 18), largest_mean DECIMAL(38, 18), printed VARCHAR, p VARCHAR,
  adjusted BOOLEAN, quote VARCHAR
);

-- What a work is known by everywhere (addresses of its DOI and PubMed number), and the notices that concern such an address.
CREATE TABLE names (source BIGINT, work BIGINT, same VARCHAR);
CREATE TABLE notices (source BIGINT, notice BIGINT, same VARCHAR, kind VARCHAR, date VARCHAR);

-- What rules derive: candidates, never findings.
CREATE TABLE derived (source BIGINT, rule VARCHAR, paper BIGINT, flaw VARCHAR, alert VARCHAR);

-- Of the ontology: categories of flaws, each with those above it and itself; instruments with their thresholds of importance.
CREATE TABLE flaws (source BIGINT, flaw VARCHAR, label VARCHAR, domain VARCHAR, tier VARCHAR);
CREATE TABLE broader (source BIGINT, flaw VARCHAR, above VARCHAR);
CREATE TABLE instruments (
  source BIGINT, instrument VARCHAR, label VARCHAR, better VARCHAR, construct VARCHAR, range_high DECIMAL(38, 18)
);
CREATE TABLE thresholds (
  source BIGINT, threshold VARCHAR, instrument VARCHAR, value DECIMAL(38, 18), high DECIMAL(38, 18), unit VARCHAR, basis VARCHAR,
  population VARCHAR, holds_for VARCHAR, citation VARCHAR, verified BOOLEAN
);
