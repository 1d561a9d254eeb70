-- name: tables
-- What every source says of which paper (kg.identity.claim), with the key that the paper goes by; each name of a claim as a number,
-- and the names of articles that sources know to cite.
CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE claim (
  number INTEGER PRIMARY KEY, graph TEXT NOT NULL, key TEXT NOT NULL, doi TEXT, pmid TEXT, pmcid TEXT, title TEXT, author TEXT,
  year INTEGER, paper TEXT NOT NULL
);
CREATE INDEX claim_of_graph ON claim (graph);
CREATE TABLE name (name INTEGER NOT NULL, claim INTEGER NOT NULL, PRIMARY KEY (name, claim)) WITHOUT ROWID;
CREATE TABLE citing (name INTEGER NOT NULL, graph TEXT NOT NULL, PRIMARY KEY (name, graph)) WITHOUT ROWID;
CREATE INDEX citing_of_graph ON citing (graph);

-- name: read-state
SELECT value FROM state WHERE name = :name;

-- name: write-state
INSERT INTO state (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: put-claim
INSERT INTO claim (graph, key, doi, pmid, pmcid, title, author, year, paper) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: put-name
INSERT INTO name (name, claim) VALUES (?, ?);

-- name: put-citing
INSERT OR IGNORE INTO citing (name, graph) VALUES (?, ?);

-- name: drop-name
DELETE FROM name WHERE name = ? AND claim = ?;

-- name: drop-claim
DELETE FROM claim WHERE number = ?;

-- name: drop-citing
DELETE FROM citing WHERE graph IN (SELECT value FROM json_each(:graphs));

-- name: rename
UPDATE claim SET paper = ? WHERE number = ?;

-- name: of-graphs
SELECT claim.* FROM json_each(:graphs) AS wanted CROSS JOIN claim ON claim.graph = wanted.value;

-- name: of-names
SELECT DISTINCT claim.* FROM json_each(:names) AS wanted CROSS JOIN name ON name.name = wanted.value CROSS JOIN claim ON claim.number = name.claim;

-- name: papers-of-names
SELECT name.name, claim.key, claim.doi, claim.pmid, claim.pmcid, claim.title, claim.author, claim.year, claim.paper
FROM json_each(:names) AS wanted CROSS JOIN name ON name.name = wanted.value CROSS JOIN claim ON claim.number = name.claim;

-- name: citing-of-names
SELECT DISTINCT citing.graph FROM json_each(:names) AS wanted CROSS JOIN citing ON citing.name = wanted.value;

-- name: last
SELECT COALESCE(MAX(number), 0) FROM claim;

-- name: shared
SELECT DISTINCT claim.* FROM claim
JOIN name ON name.claim = claim.number
JOIN (SELECT name FROM name GROUP BY name HAVING COUNT(*) > 1) AS several ON several.name = name.name;
