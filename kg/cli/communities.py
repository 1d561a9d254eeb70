"""`kg communities`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.context import Context, filled, format_option, pass_context

if TYPE_CHECKING:
    from kg.communities import Communities
    from kg.tables import Table

_CLEAR = 0.05  # the share of shuffles that may do as well


@click.command()
@click.option("--members", is_flag=True, help="Instead of their flaws, the papers of each.")
@click.option("--shuffles", type=click.IntRange(min=1), default=99, show_default=True, help="How often chance is asked.")
@format_option
@pass_context
def communities(context: Context, members: bool, shuffles: int, form: str) -> None:
    """Groups of papers criticised alike, what is typical of each, and whether chance would give as clear ones."""
    from kg.communities import communities as sought
    from kg.communities import described
    from kg.tables import Table

    with context.open() as store:
        found = sought(store, shuffles)
    if members:
        rows = [(number, paper) for number, group in enumerate(found.found, 1) for paper in group.papers]
        table = Table.of(("community", "paper"), rows)
    else:
        table = described(found)
    if form != "text":
        context.show(table, form)
        return
    click.echo(filled([_verdict(found)]) + "\n")
    if members:
        context.show(table, form)
    elif found.found:
        caption = (
            "here and elsewhere: papers with the flaw present or likely present, out of those judged for it. Named are up to "
            "five flaws of each group that are more common here than elsewhere and were judged in half of the papers of both. "
            "The groups were made from these flaws: the differences describe them and prove nothing, and a group may be one "
            "assessor's habit or flaws that overlap in meaning (kg cooccur). --members lists the papers."
        )
        context.show(_for_people(found), form, filled([caption]))


def _for_people(found: Communities) -> Table:
    from kg.tables import Table, counted

    rows = []
    for number, group in enumerate(found.found, 1):
        head = f"{number}: {counted(len(group.papers), 'paper')}"
        for one in group.typical:
            here, elsewhere = _share(one.papers, one.judged), _share(one.papers_outside, one.judged_outside)
            rows.append((head, one.label, here, elsewhere))
            head = ""
        if not group.typical:
            rows.append((head, "no flaw more common here", "", ""))
    return Table.of(("group", "typical flaw", "here", "elsewhere"), rows)


def _share(papers: int, judged: int) -> str:
    from kg.tables import percent

    return f"{papers} of {judged} ({percent(papers / judged)})"


def _verdict(found: Communities) -> str:
    """What the figures allow to be said, before anything is shown."""
    from kg.tables import counted

    grouped = sum(len(group.papers) for group in found.found)
    out = (
        f" {counted(found.left_out, 'paper')} left out, with nothing called absent or nothing present." if found.left_out else ""
    )
    if found.modularity is None:
        return f"No two papers share a flaw and were both judged for three or more, so there are no groups.{out}"
    figures = f"modularity {found.modularity:.2f}"
    if found.p is not None:
        mean = sum(found.chance) / len(found.chance)
        figures += f", on average {mean:.2f} in {counted(len(found.chance), 'shuffle')} of the profiles, p = {found.p:.2g}"
    if found.p is None or found.p > _CLEAR:
        start = f"No structure beyond chance ({figures}): the groups below sort the papers, but shuffled profiles sort as well."
    else:
        start = f"More structure than chance gives ({figures})."
    alone = f" {counted(len(found.alone), 'paper')} like no other." if found.alone else ""
    return f"{start} {counted(grouped, 'paper')} in {counted(len(found.found), 'group')}.{alone}{out}"
