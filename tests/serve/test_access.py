"""Who may ask, and from where."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.serve.access import Access, host_name
from kg.serve.problems import Refused

TOKEN = "correct-horse-battery"  # noqa: S105 - of this test
OWN = {"host": "127.0.0.1:7878"}


def status(access: Access, method: str = "GET", path: str = "/", **headers: str) -> int:
    """What a request gets at the door: 200 where it is let in."""
    try:
        access.check(method, path, OWN | {name.replace("_", "-"): value for name, value in headers.items()})
    except Refused as refused:
        return refused.status
    return 200


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1:7878", 200), ("127.0.0.1", 200), ("localhost:7878", 200), ("LocalHost", 200), ("[::1]:7878", 200),
        ("localhost.", 200), ("kg.example.org", 200), ("KG.example.org:443", 200),
        ("evil.example:7878", 421), ("127.0.0.1.evil.example", 421), ("localhost.evil.example", 421), ("192.0.2.7", 421),
        ("", 400), ("a b", 400), ("127.0.0.1:7878, evil.example", 400), ("evil.example\\@127.0.0.1", 400), ("[::1", 400),
    ],
)  # fmt: skip
def test_only_known_names_are_answered_to(host: str, expected: int) -> None:
    assert status(Access(names=frozenset({"kg.example.org"})), host=host) == expected


def test_a_server_for_others_answers_to_any_address_but_not_to_any_name() -> None:
    access = Access(any_address=True)
    assert status(access, host="192.0.2.7:7878") == 200
    assert status(access, host="[2001:db8::1]:7878") == 200
    assert status(access, host="evil.example:7878") == 421


@pytest.mark.parametrize(
    ("method", "headers", "expected"),
    [
        ("POST", {}, 200),  # curl, R, Python
        ("POST", {"origin": "http://127.0.0.1:7878", "sec_fetch_site": "same-origin"}, 200),
        ("POST", {"origin": "https://127.0.0.1:7878"}, 200),  # a proxy that adds the s
        ("POST", {"origin": "http://evil.example", "sec_fetch_site": "cross-site"}, 403),
        ("POST", {"origin": "null"}, 403),
        ("POST", {"origin": "http://127.0.0.1:3000", "sec_fetch_site": "same-site"}, 403),  # another program of this machine
        ("POST", {"origin": "http://127.0.0.1:7878.evil.example"}, 403),
        ("POST", {"origin": "http://127.0.0.1:7878/"}, 403),
        ("POST", {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}, 403),
        ("GET", {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}, 200),  # a link
        ("GET", {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "iframe"}, 403),
        ("GET", {"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors", "sec_fetch_dest": "image"}, 403),
        ("GET", {"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors", "sec_fetch_dest": "script"}, 403),
        ("GET", {"sec_fetch_site": "same-origin", "sec_fetch_mode": "cors"}, 200),
        ("GET", {"sec_fetch_site": "none", "sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}, 200),
    ],
)
def test_pages_of_other_sites_may_lead_here_but_not_ask(method: str, headers: dict[str, str], expected: int) -> None:
    assert status(Access(), method, "/sparql", **headers) == expected


def test_scripts_of_other_origins() -> None:
    one, every = Access(cors="https://tools.example"), Access(cors="*")
    assert status(one, origin="https://tools.example", sec_fetch_site="cross-site") == 200
    assert status(one, origin="https://evil.example", sec_fetch_site="cross-site") == 403
    assert status(every, origin="https://evil.example", sec_fetch_site="cross-site") == 200
    assert Access().cross_origin({"origin": "https://tools.example"}) == {}
    assert one.cross_origin({"origin": "https://tools.example"})["Access-Control-Allow-Origin"] == "https://tools.example"
    assert one.cross_origin({"origin": "https://tools.example"})["Vary"] == "Origin"
    assert one.cross_origin({"origin": "https://evil.example"}) == {"Vary": "Origin"}
    for access in (one, every):
        assert "Access-Control-Allow-Credentials" not in access.cross_origin({"origin": "https://tools.example"})


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("authorization", "expected"),
    [
        (f"Bearer {TOKEN}", 200),
        (f"bearer  {TOKEN}", 200),
        (basic(f"anyone:{TOKEN}"), 200),
        (basic(f":{TOKEN}"), 200),
        ("", 401),
        ("Bearer", 401),
        (f"Bearer {TOKEN}x", 401),
        (f"Bearer {TOKEN[:-1]}", 401),
        (basic(TOKEN), 401),  # as the name
        (basic(f"anyone:{TOKEN}:"), 401),
        ("Basic %%%", 401),
        ("Basic /w==", 401),
        (f"Digest {TOKEN}", 401),
        ("Bearer \xff\xfe", 401),
    ],
)
def test_the_token(authorization: str, expected: int) -> None:
    assert status(Access(token=TOKEN), authorization=authorization) == expected


@pytest.mark.parametrize("token", ["zwölf-Wörter-lang", "длинный-ключ-слово"])
def test_a_token_in_any_script(token: str) -> None:
    """Programs send its bytes in UTF-8, which a server hands on as if they were Latin-1."""
    access = Access(token=token)
    sent = token.encode().decode("latin-1")
    assert status(access, authorization=f"Bearer {sent}") == 200
    assert status(access, authorization=basic(f"anyone:{token}")) == 200
    assert status(access, authorization=f"Bearer {sent}x") == 401
    assert status(access, authorization=f"Bearer {sent[:-1]}") == 401


def test_what_needs_no_token() -> None:
    access = Access(token=TOKEN, cors="https://tools.example")
    assert status(access, path="/health") == 200
    assert status(access, path="/metrics") == 401
    assert status(access, "OPTIONS", "/sparql", origin="https://tools.example") == 200  # a browser asks before it sends the token
    assert status(access, "OPTIONS", "/sparql", origin="https://evil.example") == 403


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=80))
def test_no_header_makes_it_fail(host: str, origin: str, authorization: str) -> None:
    assert status(Access(token=TOKEN), host=host, origin=origin, authorization=authorization) in (400, 401, 403, 421)


@given(st.from_regex(r"[a-z0-9-]{1,20}(\.[a-z0-9-]{1,20}){0,3}", fullmatch=True), st.integers(0, 65535))
def test_names_are_read_with_and_without_a_port(name: str, port: int) -> None:
    assert host_name(f"{name}:{port}") == host_name(name) == name
