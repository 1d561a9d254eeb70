"""What the estimates and judgements of a store say together: pooled effects, differences by flaw, agreement of assessors.

`stated` is an estimate as its source has it, `harmonised` one that may be compared (or why not), `scales` the units, `studies`
one effect a paper, `judgements` what assessors say of a paper or outcome. Upon these stand `pooling`, `strata` and `agreement`.
The arithmetic is that of `kg.stats`.
"""

from kg.synthesis.agreement import Agreements, agreement
from kg.synthesis.harmonised import TIMES, Choice
from kg.synthesis.pooling import GROUPS, pooling
from kg.synthesis.pools import Pooling
from kg.synthesis.scales import FAMILIES
from kg.synthesis.strata import Contrasts, strata

__all__ = [
    "FAMILIES", "GROUPS", "TIMES", "Agreements", "Choice", "Contrasts", "Pooling", "agreement", "pooling", "strata",
]  # fmt: skip
