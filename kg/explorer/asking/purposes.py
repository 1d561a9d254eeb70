"""The named questions by what they are asked for: the order of the gallery."""

from __future__ import annotations

__all__ = ["PURPOSES"]

# Title, what the questions are about, their names. Every question stands once (a test holds that).
PURPOSES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "Flaws",
        "Which flaws were found, in what, and how often of those looked at.",
        (
            "recurrence", "recurrence-by", "co-occurrence", "papers-with-flaw", "flaws-of-paper", "flawed-papers", "judgements",
            "flaw-mappings", "flaw-mentions",
        ),
    ),
    (
        "Who judged, and where they disagree",
        "Assessors, their overall judgements, and what several of them said of the same thing.",
        (
            "assessors", "disagreements", "judged-twice", "judged-targets", "overall-judgements", "tool-judgements",
            "tool-overalls",
        ),
    ),
    (
        "Effects and thresholds of importance",
        "Numbers as printed and as recomputed, and whether they are large enough to matter.",
        (
            "effects-of-outcome", "effects-including-no-effect", "importance", "effects-against-thresholds", "thresholds",
            "thresholds-of-outcomes", "comparable-estimates", "shrinking-effects", "recomputed-p", "spreads-of-arms",
            "scales-of-outcomes", "treatment-durations",
        ),
    ),
    (
        "Papers",
        "Which papers there are, what they are called, and which are criticised alike.",
        (
            "papers", "papers-without-appraisal", "similar-papers", "documents-of-paper", "papers-known-as", "papers-with-pmcid",
            "papers-with-given-key", "metadata-conflicts",
            "identifiers", "names-of-paper", "names-of-papers",
        ),
    ),
    (
        "Citations and retractions",
        "Who cites what, what rests on flawed papers, and what was retracted.",
        (
            "citing-articles", "citations", "citation-contexts", "papers-citing", "exposed-articles", "retractions",
            "retracted-works", "notices-of-work",
        ),
    ),
    (
        "What rules derive",
        "Candidates that a program computed. Nobody asserted them.",
        ("derived-findings", "derived-of-paper", "derived-recurrence", "rules-against-assessors"),
    ),
    (
        "Where it comes from",
        "The sources that were read, the way of a finding, and all that is stated of a thing.",
        ("sources", "provenance-of-finding", "facts-of"),
    ),
    (
        "Texts that search reads",
        "The words by which things are found.",
        (
            "text-of-papers", "text-of-findings", "text-of-passages", "text-of-flaws", "text-of-outcomes", "text-of-articles",
            "text-of-references", "text-of-notes", "text-of-notices", "names-of-subjects",
        ),
    ),
)  # fmt: skip
