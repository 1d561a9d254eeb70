-- name: tables
-- The index: a row for each entry (see kg.search.entry), and FTS5 over three of its columns. Words are folded in case and
-- diacritics and not stemmed, so that a phrase in quotes finds these words and no other form of them.
CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE source (number INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, file TEXT NOT NULL);
CREATE TABLE entry (
  number INTEGER PRIMARY KEY, source INTEGER NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, label TEXT NOT NULL,
  paper TEXT NOT NULL, section TEXT NOT NULL, same BLOB NOT NULL, title TEXT NOT NULL, names TEXT NOT NULL, text TEXT NOT NULL
);
CREATE INDEX entry_of_source ON entry (source);
CREATE INDEX entry_same ON entry (same);
CREATE VIRTUAL TABLE words USING fts5 (
  title, names, text, content = 'entry', content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO words (words, rank) VALUES ('rank', 'bm25(10.0, 4.0, 1.0)');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab ('words', 'row');

-- name: read-state
SELECT value FROM state WHERE name = :name;

-- name: write-state
INSERT INTO state (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: drop-words
INSERT INTO words (words, rowid, title, names, text)
SELECT 'delete', entry.number, entry.title, entry.names, entry.text
FROM entry JOIN source ON source.number = entry.source WHERE source.iri = :iri;

-- name: drop-entries
DELETE FROM entry WHERE source = (SELECT number FROM source WHERE iri = :iri);

-- name: drop-source
DELETE FROM source WHERE iri = :iri;

-- name: put-source
INSERT INTO source (iri, file) VALUES (:iri, :file) ON CONFLICT (iri) DO UPDATE SET file = excluded.file;

-- name: source-number
SELECT number FROM source WHERE iri = :iri;

-- name: put-entry
INSERT INTO entry (source, same, kind, id, label, paper, section, title, names, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: last-entry
SELECT COALESCE(MAX(number), 0) FROM entry;

-- name: put-words
INSERT INTO words (rowid, title, names, text) SELECT number, title, names, text FROM entry WHERE number > :after;

-- name: optimize
INSERT INTO words (words) VALUES ('optimize');

-- name: entries
SELECT source.iri, source.file, entry.kind, entry.id, entry.label, entry.paper, entry.section, entry.title, entry.names, entry.text
FROM entry JOIN source ON source.number = entry.source
WHERE :iri IS NULL OR source.iri = :iri
ORDER BY source.iri, entry.kind, entry.id;

-- name: find
SELECT entry.kind, entry.id, entry.label, entry.same, words.rank,
  snippet(words, 0, :start, :end, '…', :length), snippet(words, -1, :start, :end, '…', :length)
FROM words JOIN entry ON entry.number = words.rowid
WHERE words MATCH :question AND (:kinds = '' OR instr(:kinds, ' ' || entry.kind || ' '))
ORDER BY words.rank;

-- name: places
SELECT entry.paper, source.file, entry.section
FROM entry JOIN source ON source.number = entry.source
WHERE entry.same = :same;

-- name: any
SELECT 1 FROM words WHERE words MATCH :question LIMIT 1;

-- name: near
SELECT term FROM vocabulary
WHERE term >= :low AND term < :high AND length(term) BETWEEN :shortest AND :longest
ORDER BY doc DESC LIMIT :limit;
