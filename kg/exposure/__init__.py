"""Which articles rest on flawed papers, through which chain of citations and with what intent.

`weights` says what carries how much and why, `flawed` what is wrong with which work, `chains` finds the strongest chains,
`articles` puts them into rows. The reach of a flaw has a definition in SPARQL, the question `exposed-articles`.
"""

from kg.exposure.articles import COLUMNS, MOST_HOPS, Exposure, exposure
from kg.exposure.weights import DECAY, INTENTS, NOT_STATED

__all__ = ["COLUMNS", "DECAY", "INTENTS", "MOST_HOPS", "NOT_STATED", "Exposure", "exposure"]
