"""The runner of documented sessions tells what is wrong: given a page, the faults that it has to find."""

from __future__ import annotations

from pathlib import Path

import pytest
from docs.pages import blocks, commands, inline, loose, simple
from docs.sessions import Session, differs
from docs.test_sessions import parsed

PAGE = """\
<!-- not run: needs a server -->
<!-- exit code 1: kg check -->

```console
$ kg serve    # until Ctrl-C
ready
on this machine
$ kg check --list
```

Some words end what a comment says.

```text
as it is
```

    kg loose
"""


def test_blocks_have_their_comments_and_commands() -> None:
    first, second = blocks(PAGE)
    assert (first.language, first.line, first.said("not run")) == ("console", 4, "needs a server")
    assert (second.text, second.comments) == ("as it is\n", ())
    assert [(one.text, one.printed) for one in commands(first)] == [
        ("kg serve    # until Ctrl-C", ("ready", "on this machine")),
        ("kg check --list", ()),
    ]
    assert [first.expected_code(command) for command in ("kg check x", "kg flaws")] == [1, 0]
    assert loose(PAGE) == [17]
    with pytest.raises(ValueError, match="line 1 has no end"):
        list(blocks("```text\n"))


def test_the_calls_of_a_line() -> None:
    line = "KG_STORE=x kg flaws --by year 2>&1 | head -3 > 'a b' && kg --store http://a:1/b query --text 'a | b'  # kg not"
    assert simple(line) == [
        ["kg", "flaws", "--by", "year"],
        ["head", "-3"],
        ["kg", "--store", "http://a:1/b", "query", "--text", "a | b"],
    ]
    assert inline("Say `kg flaws --by` or ``kg not``.\n```\n`kg not`\n```\n") == ["kg flaws --by"]


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("flaws --by year", ""),
        ("chart matrix -o x.svg --top 3", ""),
        ("flaws --bye year", "No such option"),
        ("flaws --format pdf", "'pdf' is none of"),
        ("flwas", "no command 'flwas'"),
        ("chart pie -o x.svg", "no command 'pie'"),
        ("flaws --by", "requires an argument"),
    ],
)
def test_a_call_that_does_not_parse_is_told(call: str, told: str) -> None:
    found = " ".join(parsed(call.split()))
    assert (found == "") == (told == "")
    assert told in found


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        (["a", "b"], ["a", "b"], True),
        (["a", "b"], ["a"], False),
        (["a"], ["a", "b"], False),
        (["a", "...", "d"], ["a", "b", "c", "d"], True),
        (["a", "...", "d"], ["a", "d"], True),
        (["a", "...", "d"], ["a", "b"], False),
        (["in ... s: 3"], ["in 6.8 s: 3"], True),
        (["in ... s: 3"], ["in 6.8 s: 4"], False),
        (["1.5"], ["1x5"], False),
    ],
)
def test_what_is_printed_is_held_against_the_page(shown: list[str], printed: list[str], same: bool) -> None:
    assert (not list(differs(shown, printed, 1))) == same


def test_a_session_tells_every_fault(tmp_path: Path) -> None:
    page = """
<!-- file: a.txt -->
```text
one
```
<!-- in: a.txt -->
```diff
-one
+two
```
<!-- in: a.txt -->
```diff
-three
```
```console
$ cat a.txt
two
$ cat a.txt
three
$ false
```
```python
1 / 0
```
```python
>>> 1 + 1
3
```
"""
    session = Session(tmp_path, None)
    told = "\n".join(fault for block in blocks(page) for fault in session.follow(block))
    assert "line 12: a.txt has these lines 0 times" in told
    assert told.count("the page shows") == 1
    assert "line 20: `false` ended with 1, not 0" in told
    assert ": ZeroDivisionError: " in told
    assert "Expected:\n    3" in told
