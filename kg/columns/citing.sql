-- The works that cite one of those in `front`, as often as sources name it.
SELECT citing FROM citations SEMI JOIN front ON front.work = citations.cited
