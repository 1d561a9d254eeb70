-- name: settings
PRAGMA synchronous = OFF
-- name: tables
CREATE TABLE state (stamp TEXT NOT NULL);
INSERT INTO state VALUES ('');
CREATE TABLE readings (iri TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
-- name: read-stamp
SELECT stamp FROM state
-- name: write-stamp
UPDATE state SET stamp = ?
-- name: put
INSERT OR REPLACE INTO readings VALUES (?, ?)
-- name: get
SELECT number FROM readings WHERE iri = ?
-- name: drop
DELETE FROM readings WHERE iri = ?
-- name: clear
DELETE FROM readings
