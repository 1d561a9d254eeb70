"""Effects below each other as a Vega-Lite specification."""

from __future__ import annotations

import math

from kg.views.charts import inks
from kg.views.charts.forest import Forest
from kg.views.charts.forest_section import Section

__all__ = ["spec"]


def spec(data: Forest) -> dict[str, object]:
    """A section below the other, each with its own data inside; means are rows of their own."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": data.title,
        "vconcat": [_section(section) for section in data.sections],
    }


def _finite(number: float | None) -> float | None:
    return number if number is not None and math.isfinite(number) else None


def _section(section: Section) -> dict[str, object]:
    rows: list[dict[str, object]] = []
    name = ""
    for place, row in enumerate(section.rows, 1):
        name = row.label or name
        kind = "read from prose" if row.effect.read else "mean of a paper" if row.effect.computed else "estimate"
        numbers = {"effect": _finite(row.effect.value), "low": _finite(row.effect.low), "high": _finite(row.effect.high)}
        label = f"{place}. {' '.join(part for part in (name, row.detail) if part)}"
        rows.append({"row": label, "kind": kind, **numbers, "text": row.text, "weight": row.more})
    for mean in section.means:
        numbers = {"effect": _finite(mean.value), "low": _finite(mean.low), "high": _finite(mean.high)}
        rows.append({"row": mean.label, "kind": "mean", **numbers, "text": mean.text, "weight": ""})
        if mean.expected:
            low, high = map(_finite, mean.expected)
            words = f"95% of new studies expected ({mean.label})"
            rows.append({"row": words, "kind": "expected", "effect": None, "low": low, "high": high, "text": "", "weight": ""})
    lines = [{"line": line.value, "label": line.label, "basis": line.basis, "source": line.source} for line in section.lines]
    x: dict[str, object] = {"field": "effect", "type": "quantitative", "title": f"\u2190 {section.left} | {section.right} \u2192"}
    if section.ratio:
        x |= {"scale": {"type": "log"}}
    y = {"field": "row", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 420}}
    told = [{"field": name} for name in ("row", "text", "weight")]
    return {
        "title": {"text": section.heading or section.about, "subtitle": section.about},
        "width": 420,
        "layer": [
            _rule([{"none": section.none}], "none", "ink", []),
            _rule(lines, "line", "threshold", [6, 4]),
            {
                "data": {"values": rows},
                "mark": {"type": "rule", "strokeWidth": 2},
                "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": y},
            },
            {
                "data": {"values": rows},
                "mark": {"type": "point", "filled": True, "size": 70, "color": inks.light("accent"), "opacity": 1},
                "encoding": {"x": x, "y": y, "shape": {"field": "kind", "type": "nominal", "title": None}, "tooltip": told},
            },
        ],
    }


def _rule(values: list[dict[str, object]], field: str, ink: str, dashes: list[int]) -> dict[str, object]:
    mark: dict[str, object] = {"type": "rule", "color": inks.light(ink)} | ({"strokeDash": dashes} if dashes else {})
    encoding: dict[str, object] = {"x": {"field": field, "type": "quantitative"}}
    if field == "line":
        encoding["tooltip"] = [{"field": name} for name in ("label", "basis", "source")]
    return {"data": {"values": values}, "mark": mark, "encoding": encoding}
