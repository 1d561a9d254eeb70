"""The UpSet plot as a Vega-Lite specification: bars over a matrix of dots, with the data inside."""

from __future__ import annotations

from kg.views.charts.combinations import Combinations
from kg.views.charts.inks import light

__all__ = ["spec"]


def spec(data: Combinations) -> dict[str, object]:
    """The same as the picture: a column a combination, in the order given; `judged_for_all` tells the two parts of a bar."""
    names = [f"{flaw.label} ({flaw.told})" for flaw in data.flaws]
    bars, dots, lines = [], [], []
    for number, one in enumerate(data.combinations, start=1):
        told = {"combination": number, "told": data.told(one), "share": data.share(one.papers)}
        bars.append(told | {"papers": one.complete, "judged_for_all": True, "all": one.papers})
        bars.append(told | {"papers": one.papers - one.complete, "judged_for_all": False, "all": one.papers})
        dots += [{"combination": number, "flaw": name, "present": i in one.flaws} for i, name in enumerate(names)]
        if len(one.flaws) > 1:
            lines.append({"combination": number, "first": names[one.flaws[0]], "last": names[one.flaws[-1]]})
    x = {"field": "combination", "type": "ordinal", "axis": None}
    y = {"type": "nominal", "sort": names, "title": "Flaw (papers with it, of those judged)", "axis": {"labelLimit": 360}}
    paint, page = light("present"), light("page")
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": data.title,
        "description": " ".join([f"{data.counting}.", *data.rest]),
        "datasets": {"bars": bars, "dots": dots, "lines": lines},
        "spacing": 4,
        "resolve": {"scale": {"x": "shared"}},
        "vconcat": [
            {
                "data": {"name": "bars"},
                "width": {"step": 28},
                "height": 160,
                "mark": {"type": "bar", "stroke": paint},
                "encoding": {
                    "x": x,
                    "y": {"field": "papers", "type": "quantitative", "title": data.counting},
                    "fill": {
                        "field": "judged_for_all",
                        "type": "nominal",
                        "title": "Judged for all flaws shown",
                        "scale": {"domain": [True, False], "range": [paint, page]},
                    },
                    "order": {"field": "judged_for_all", "sort": "descending"},
                    "tooltip": [{"field": name} for name in ("told", "all", "share")],
                },
            },
            {
                "width": {"step": 28},
                "height": {"step": 26},
                "layer": [
                    {
                        "data": {"name": "lines"},
                        "mark": {"type": "rule", "strokeWidth": 2.5, "color": light("ink")},
                        "encoding": {"x": x, "y": {"field": "first"} | y, "y2": {"field": "last"}},
                    },
                    {
                        "data": {"name": "dots"},
                        "mark": {"type": "point", "size": 120, "stroke": light("ink"), "opacity": 1},
                        "encoding": {
                            "x": x,
                            "y": {"field": "flaw"} | y,
                            "fill": {
                                "field": "present",
                                "type": "nominal",
                                "title": "Present or likely present",
                                "scale": {"domain": [True, False], "range": [light("ink"), page]},
                            },
                        },
                    },
                ],
                "resolve": {"scale": {"fill": "independent"}},
            },
        ],
    }
