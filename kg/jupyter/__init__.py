"""Papers, flaws, figures and the graph of a store as a notebook shows them; SPARQL in its cells.

    from kg import jupyter
    jupyter.paper(store, "van Dillen 2021")
    jupyter.flaw(store, "small-sample")
    jupyter.chart(store, "forest", outcome="pain")
    jupyter.graph(store, around="van-dillen-2021")

Each is made when it is called, and whole: the store may be closed afterwards. `%load_ext kg` adds what needs a running shell:
`%%sparql`, `%sparql`, `%kg`, and views of the objects of kg at the end of a cell. IPython is imported then and not before.
"""

from kg.jupyter.charts import Chart, chart
from kg.jupyter.entries import Entry, flaw, instrument, overview, paper, store
from kg.jupyter.frames import Frame, graph
from kg.jupyter.results import results
from kg.jupyter.told import Told, flaws

__all__ = [
    "Chart", "Entry", "Frame", "Told", "chart", "flaw", "flaws", "graph", "instrument", "overview", "paper", "results", "store",
]  # fmt: skip
