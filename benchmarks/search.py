"""What searching costs, beside SPARQL and plain Python over the same texts: CPU time, all in one run.

    python benchmarks/search.py [papers]

Texts are generated: for each paper a title of 12 words and, for every 100 papers, 283 passages of 30 words, with the
frequencies of words in English (Zipf); every 5,000th title ends in "Lightning Process", words that stand nowhere else. The
peers: CONTAINS in pyoxigraph in memory, over a tenth of the texts (loading all of them takes minutes; its time is given for
that tenth and times ten), and `in` over a list of all texts in lower case. The other phrases are pairs of neighbouring words:
rare, of middling frequency and the commonest. A phrase costs what the lists of its words cost, so one of two everyday words
costs more than a term. The best of five calls, with snippet, source and score of the first 20 hits.
"""

from __future__ import annotations

import itertools
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.search.entry import Entry
from kg.search.index import Index
from kg.search.question import words

PART = 10  # the share of the texts that the SPARQL peer gets is one of so many
BATCH = 1000  # papers of a source


def vocabulary(size: int = 30_000) -> list[str]:
    chance = random.Random(1)  # noqa: S311
    parts = [a + b + c for a in "bcdfglmnprst" for b in "aeiou" for c in ("", "n", "r")]
    made: dict[str, None] = {}
    while len(made) < size:
        made["".join(chance.choices(parts, k=chance.randint(1, 3)))] = None
    return list(made)


def texts(papers: int) -> tuple[list[str], list[str]]:
    """Titles and passages."""
    chance = random.Random(2)  # noqa: S311
    known = vocabulary()
    weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(known))))

    def text(size: int) -> str:
        return " ".join(chance.choices(known, cum_weights=weights, k=size))

    titles = [text(12).capitalize() + (" Lightning Process" if i % 5000 == 7 else "") for i in range(papers)]
    return titles, [text(30) for _ in range(papers * 283 // 100)]


def entries(titles: list[str], passages: list[str]) -> Iterator[tuple[str, str, list[Entry]]]:
    """The texts as sources of a thousand papers each."""
    each = -(-len(passages) // -(-len(titles) // BATCH))
    for batch, start in enumerate(range(0, len(titles), BATCH)):
        found = [
            Entry("paper", f"p-{start + i}", f"Paper {start + i}", f"p-{start + i}", "", title, "Author A", "")
            for i, title in enumerate(titles[start : start + BATCH])
        ]
        first = batch * each
        found += [
            Entry("passage", f"urn:x:{first + i}", "Passage", f"p-{start}", "", "", "", text)
            for i, text in enumerate(passages[first : first + each])
        ]
        yield f"urn:source:{batch}", f"source-{batch}.yaml", found


def spent(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def best(work: Callable[[], object], times: int = 5) -> float:
    return min(spent(work) for _ in range(times))


def build(place: Path, titles: list[str], passages: list[str]) -> None:
    with Index.made(place) as index:
        index.begin()
        for part in entries(titles, passages):
            index.put(*part)
        index.optimize()
        index.commit()


def loaded(titles: list[str], passages: list[str]) -> ox.Store:
    store = ox.Store()
    says = ox.NamedNode("urn:says")
    share = [*titles[::PART], *passages[::PART]]
    store.bulk_extend(ox.Quad(ox.NamedNode(f"urn:x:{i}"), says, ox.Literal(text)) for i, text in enumerate(share))
    return store


def phrases(passages: list[str]) -> dict[str, str]:
    """A term, and a rare, a middling and the most frequent pair of neighbouring words."""
    counted: dict[str, int] = {}
    for text in passages[: len(passages) // 5]:
        for pair in {f"{a} {b}" for a, b in itertools.pairwise(text.split())}:
            counted[pair] = counted.get(pair, 0) + 1
    ranked = sorted(counted, key=lambda pair: (-counted[pair], pair))
    middling = ranked[len(ranked) // 100]
    return {
        "a term": "lightning process",
        "a rare pair": ranked[-1],
        "a middling pair": middling,
        "the commonest pair": ranked[0],
    }


def phrase_search(index: Index, peer: ox.Store, lower: list[str], name: str, phrase: str) -> None:
    terms = words(f'"{phrase}"')
    ours = best(lambda: index.find(terms))
    hits = sum(f" {phrase} " in f" {text} " for text in lower)
    plain = best(lambda: [text for text in lower if phrase in text])
    asked = f'SELECT ?x WHERE {{ ?x <urn:says> ?text FILTER(CONTAINS(LCASE(?text), "{phrase}")) }}'
    sparql = best(lambda: list(peer.query(asked)))  # type: ignore[call-overload]
    print(f"{name}, in {hits:,} texts: {1000 * ours:.2f} ms; `in` over a list {1000 * plain:.0f} ms, {plain / ours:,.0f}x; "
          f"CONTAINS over a tenth {1000 * sparql:.0f} ms, {sparql / ours:,.0f}x, over all about {PART * sparql / ours:,.0f}x",
          flush=True)  # fmt: skip


def main() -> None:
    papers = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    titles, passages = texts(papers)
    size = sum(len(text.encode()) for text in (*titles, *passages))
    print(f"{len(titles):,} titles, {len(passages):,} passages, {size / 2**20:.0f} MiB of text", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "search.sqlite"
        seconds = spent(lambda: build(place, titles, passages))
        kept = place.stat().st_size
        print(f"index built in {seconds:.1f} s CPU, {kept / 2**20:.0f} MiB, {kept / size:.1f} times the text", flush=True)
        peer = loaded(titles, passages)
        lower = [text.lower() for text in (*titles, *passages)]
        with Index.of(place, write=False) as index:
            for name, phrase in phrases(passages).items():
                phrase_search(index, peer, lower, name, phrase)
            known = vocabulary()
            others = {"two common words": f"{known[20]} {known[30]}", "a beginning": f"{known[200]}*", "nothing": "zzzz"}
            for name, text in others.items():
                print(f"{name}: {1000 * best(lambda text=text: index.find(words(text))):.2f} ms")  # type: ignore[misc]
            print(f"a hint for a misspelt word: {1000 * best(lambda: index.hint(words('lightnin'))):.1f} ms")
        with Index.of(place, write=True) as index:
            one = next(entries(titles[:1], passages[:3]))

            def exchange() -> None:
                index.begin()
                index.drop("urn:source:of-one")
                index.put("urn:source:of-one", *one[1:])
                index.commit()

            print(f"one source of one paper exchanged: {1000 * best(exchange):.2f} ms")


if __name__ == "__main__":
    main()
