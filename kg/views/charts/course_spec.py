"""Effects over time as a Vega-Lite specification."""

from __future__ import annotations

from kg.views.charts import inks
from kg.views.charts.course import Course
from kg.views.charts.course_plot import Panel

__all__ = ["spec"]


def spec(data: Course) -> dict[str, object]:
    """A panel below the other, each with its own data inside."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": data.title,
        "vconcat": [_panel(panel) for panel in data.panels],
    }


def _panel(panel: Panel) -> dict[str, object]:
    x: dict[str, object] = {"field": "time", "type": "nominal", "sort": None, "title": "time, in the order of the source"}
    if panel.timed:
        x = {"field": "weeks", "type": "quantitative", "title": "weeks since randomization", "scale": {"zero": True}}
    points = [
        {"time": one.words, "weeks": one.weeks, "weeks_counted": one.counted, "effect": one.value}
        | {"low": one.low, "high": one.high, "text": one.text, "read_from_prose": one.read}
        for one in panel.points
    ]
    lines = [{"threshold": line.value, "label": line.label, "basis": line.basis, "source": line.source} for line in panel.lines]
    scale = {"scale": {"type": "log"}} if panel.ratio else {}
    y = {"field": "effect", "type": "quantitative", "title": f"{panel.up} \u2191", **scale}
    told = [{"field": name} for name in ("time", "text")]
    return {
        "title": {"text": f"{panel.paper}: {panel.outcome}", "subtitle": panel.about},
        "width": 640,
        "height": 280,
        "layer": [
            {"data": {"values": [{"none": panel.none}]}, **_rule("none", "ink", [])},
            {"data": {"values": lines}, **_rule("threshold", "threshold", [6, 4])},
            {
                "data": {"values": points},
                "mark": {"type": "rule", "strokeWidth": 2, "color": inks.light("accent")},
                "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
            },
            {
                "data": {"values": points},
                "mark": {"type": "point", "filled": True, "size": 80, "color": inks.light("accent"), "opacity": 1},
                "encoding": {
                    "x": x,
                    "y": y,
                    "shape": {"field": "read_from_prose", "type": "nominal", "title": "read from prose by a program"},
                    "tooltip": told,
                },
            },
        ],
    }


def _rule(field: str, ink: str, dashes: list[int]) -> dict[str, object]:
    told = [{"field": name} for name in ("label", "basis", "source")] if field == "threshold" else []
    mark: dict[str, object] = {"type": "rule", "color": inks.light(ink)} | ({"strokeDash": dashes} if dashes else {})
    encoding: dict[str, object] = {"y": {"field": field, "type": "quantitative"}} | ({"tooltip": told} if told else {})
    return {"mark": mark, "encoding": encoding}
