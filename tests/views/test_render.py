from __future__ import annotations

import base64
import hashlib

import pytest

from kg.views import palette, render


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " https://x",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//host/path",
        "https:",
        "https://x/\u202ey",
        "http://[bad",
        "ftp://host/x",
    ],
)
def test_only_http_addresses_become_links(url: str | None) -> None:
    assert render.safe_link(url) is None


@pytest.mark.parametrize("url", ["https://doi.org/10.1000/1", "http://example.org/?a=b&c=d#e"])
def test_http_addresses_stay_as_they_are(url: str) -> None:
    assert render.safe_link(url) == url


def test_control_and_bidirectional_characters_become_visible_at_any_depth() -> None:
    assert render.clean({"a": ["x\u202ey", ("\x07", 3)], "b": None}) == {"a": ["x\ufffdy", ["\ufffd", 3]], "b": None}
    assert render.one_line("a\n b\t c\u2066") == "a b c\ufffd"


def test_an_inlined_script_has_the_hash_of_its_text_and_cannot_end_early() -> None:
    inline = render.script("let x = 1;")
    digest = base64.b64encode(hashlib.sha256(b"let x = 1;").digest()).decode()
    assert inline.source == f"'sha256-{digest}'"
    with pytest.raises(ValueError, match="</script"):
        render.script("'</SCRIPT>'")
    with pytest.raises(ValueError, match="</style"):
        render.style("</style>")


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_keep_the_contrast_that_wcag_asks_for(theme: str) -> None:
    colours = palette._THEMES[theme]
    for ink in ("ink", "muted", "accent"):
        for ground in ("page", "panel", "card"):
            assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
    assert contrast(colours["ink"], colours["tint"]) >= 4.5
    assert contrast(colours["muted"], colours["tint"]) >= 4.5
    assert contrast(colours["warn"], colours["warn-tint"]) >= 4.5
    assert contrast(colours["hull-ink"], colours["hull"]) >= 4.5
    assert contrast(colours["control"], colours["card"]) >= 3
    for kind in palette.KINDS:
        assert contrast(getattr(kind, theme), colours["hull" if kind.key == "flaw" else "page"]) >= 3, kind.key
    for presence in palette.PRESENCES:
        assert contrast(getattr(presence, theme), colours["panel"]) >= 3, presence.key
