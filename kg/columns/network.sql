-- Citations as pairs of works, as often as sources name them; a work that cites itself says nothing.
SELECT citing, cited FROM citations WHERE citing <> cited
