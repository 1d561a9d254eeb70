"""`kg chart`: one command a figure, each in a module of its name, imported when it is called."""

from __future__ import annotations

from importlib import import_module

import click

__all__ = ["FIGURES", "chart"]

FIGURES = {
    "recurrence": "Which flaws recur: ranked bars with denominators and intervals.",
    "matrix": "Papers by flaws: every judgement in sight, with the share of each below.",
    "forest": "Effects of an outcome with their intervals, no effect and every threshold, pooled.",
    "course": "The effect over time, paper by paper, against what patients would notice.",
    "combinations": "Which flaws come together in the same papers, as an UpSet plot.",
    "timeline": "Papers and the articles that cite them, year by year.",
    "funnel": "Effects against their standard errors: small-study effects.",
    "strata": "Whether papers with a flaw report larger effects, cluster by cluster.",
}


class _Figures(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(FIGURES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in FIGURES:
            return None
        command: click.Command = getattr(import_module(f"kg.cli.chart.{cmd_name}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Figures"):
            formatter.write_dl(list(FIGURES.items()))

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in FIGURES and not args[0].startswith("-"):
            from kg.errors import UsageError, nearest

            hint = nearest(args[0], FIGURES) or f"One of: {', '.join(FIGURES)}."
            raise UsageError(f"There is no figure {args[0]!r}.", hint=hint)
        return super().resolve_command(ctx, args)


@click.group(cls=_Figures)
def chart() -> None:
    """One figure as SVG, as a page with its numbers, as their table, or as a Vega-Lite specification.

    The ending of -o says which: .svg, .html, .csv or .json.
    """
