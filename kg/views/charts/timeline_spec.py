"""The timeline as a Vega-Lite specification: bars a year in rows, and the citations as lines from year to year."""

from __future__ import annotations

from kg.views.charts.chronology import TURNS, Chronology
from kg.views.charts.inks import light

__all__ = ["spec"]


def spec(data: Chronology) -> dict[str, object]:
    """The same as the picture; a year that is not known is null in the data, and counted in the names of the rows."""
    works, citations, papers = [], [], []
    for band in data.bands:
        name = f"{band.label}: {band.told}"
        for part, counts in (("appraised" if band.noun == "paper" else "citing", band.first), ("not appraised", band.second)):
            works += [{"row": name, "year": year, "works": number, "part": part} for year, number in counts.items() if number]
    for lane in data.lanes:
        papers.append({"paper": lane.label, "year": lane.year, "about": lane.about, "retracted": lane.retracted})
        for one in lane.articles:
            told = {"article": one.told, "year": one.year, "intent": one.why, "turn": TURNS[one.turn][0]}
            citations.append({"paper": lane.label, "paper_year": lane.year} | told)
    year = {"field": "year", "type": "quantitative", "title": "Year", "axis": {"format": "d"}, "scale": {"zero": False}}
    names = [f"{band.label}: {band.told}" for band in data.bands]
    views: list[dict[str, object]] = [
        {
            "data": {"name": "works"},
            "width": 640,
            "height": 60,
            "mark": {"type": "bar", "width": 12},
            "encoding": {
                "row": {
                    "field": "row",
                    "type": "nominal",
                    "sort": names,
                    "title": None,
                    "header": {"labelAngle": 0, "labelAlign": "left"},
                },
                "x": year,
                "y": {"field": "works", "type": "quantitative", "title": None},
                "fill": {
                    "field": "part",
                    "type": "nominal",
                    "title": None,
                    "scale": {
                        "domain": ["appraised", "not appraised", "citing"],
                        "range": [light("paper"), light("page"), light("citing")],
                    },
                },
                "stroke": {"value": light("control")},
                "tooltip": [{"field": name} for name in ("row", "year", "works", "part")],
            },
        }
    ]
    if papers:
        y = {"field": "paper", "type": "nominal", "sort": [lane.label for lane in data.lanes], "title": None}
        x = {"field": "paper_year"} | {key: value for key, value in year.items() if key != "field"}
        dashed = {"field": "turn", "type": "nominal", "title": "The article"}
        views.append(
            {
                "width": 640,
                "height": {"step": 36},
                "layer": [
                    {
                        "data": {"name": "citations"},
                        "mark": "rule",
                        "encoding": {"x": x, "x2": {"field": "year"}, "y": y, "strokeDash": dashed},
                    },
                    {
                        "data": {"name": "citations"},
                        "mark": {"type": "square", "size": 90, "color": light("citing"), "opacity": 1},
                        "encoding": {"x": year, "y": y, "tooltip": [{"field": name} for name in ("article", "year", "intent")]},
                    },
                    {
                        "data": {"name": "papers"},
                        "mark": {"type": "circle", "size": 140, "color": light("paper"), "opacity": 1},
                        "encoding": {"x": year, "y": y, "tooltip": [{"field": name} for name in ("paper", "about", "retracted")]},
                    },
                ],
            }
        )
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": data.title,
        "description": " ".join(data.rest) or data.title,
        "datasets": {"works": works, "citations": citations, "papers": papers},
        "vconcat": views,
    }
