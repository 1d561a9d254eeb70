"""The matrix of judgements as a Vega-Lite specification: the marks, and below them the bars."""

from __future__ import annotations

from kg.views.charts import inks
from kg.views.charts.judgement_marks import Mark
from kg.views.charts.matrix import Matrix

__all__ = ["spec"]


def spec(data: Matrix) -> dict[str, object]:
    """The matrix as a Vega-Lite v5 specification with its data inside."""
    cells = [
        {"paper": row.label, "flaw": column.label, "judgement": data.mark(cell.mark).word}
        | {"symbol": data.mark(cell.mark).symbol}
        for row in data.rows
        for column, cell in zip(data.columns, row.cells, strict=True)
        if cell is not None
    ]
    shares = [
        {"flaw": column.label, "judgement": mark.word if mark else "not judged", "papers": papers, "of": data.papers}
        | {"order": place, "told": column.told}
        for column in data.columns
        for place, (mark, papers) in enumerate(data.parts(column))
    ]
    flaws = [column.label for column in data.columns]
    colour = {
        "field": "judgement",
        "type": "nominal",
        "title": None,
        "scale": {"domain": [*(mark.word for mark in data.marks), "not judged"], "range": [*map(_colour, data.marks), "#FFFFFF"]},
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": data.title,
        "description": f"{data.summary}.",
        "vconcat": [
            {
                "data": {"values": cells},
                "encoding": {
                    "x": {"field": "flaw", "type": "nominal", "sort": flaws, "title": None, "axis": {"orient": "top"}},
                    "y": {"field": "paper", "type": "nominal", "sort": [row.label for row in data.rows], "title": None},
                    "tooltip": [{"field": name} for name in ("paper", "flaw", "judgement")],
                },
                "layer": [
                    {"mark": "rect", "encoding": {"color": colour}},
                    {"mark": {"type": "text"}, "encoding": {"text": {"field": "symbol"}}},
                ],
            },
            {
                "data": {"values": shares},
                "mark": {"type": "bar", "stroke": "#838C97"},
                "encoding": {
                    "x": {"field": "papers", "type": "quantitative", "stack": "normalize", "title": data.summary},
                    "y": {"field": "flaw", "type": "nominal", "sort": flaws, "title": None},
                    "order": {"field": "order", "type": "quantitative"},
                    "color": colour,
                    "tooltip": [{"field": name} for name in ("flaw", "judgement", "papers", "of", "told")],
                },
            },
        ],
    }


def _colour(mark: Mark) -> str:
    if mark.side == "either":
        return inks.light("derived")
    return inks.light(mark.ink if mark.solid else f"{mark.ink}-tint")
