"""Which records are one paper: claims of sources, what joins them, and the key that each paper goes by in a store."""

from kg.identity.cited import keyed, named
from kg.identity.claim import Claim, Name, claim_of
from kg.identity.clusters import Conflict, Merge
from kg.identity.identities import Identities
from kg.identity.resolution import Resolution, Stale, citing_of, renamed
from kg.identity.stored import Place, places

__all__ = [
    "Claim", "Conflict", "Identities", "Merge", "Name", "Place", "Resolution", "Stale", "citing_of", "claim_of", "keyed", "named",
    "places", "renamed",
]  # fmt: skip
