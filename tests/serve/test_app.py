"""From a request to a job and from its answer to a response, without processes."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime

import pytest
from serve.scripted import HOST, Scripted, ask

from kg.explorer.asked import Answer
from kg.serve.access import Access
from kg.serve.access_log import AccessLog
from kg.serve.door import POLICY
from kg.serve.formats import PROBLEM
from kg.serve.jobs import Crashed, Full, Job, TimedOut
from kg.serve.pool import Counts
from kg.serve.rate import Rate
from kg.serve.service import LARGEST_BODY

FORM = {"content-type": "application/x-www-form-urlencoded"}
DIRECT = {"content-type": "application/sparql-query"}
BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
PRIVATE = "a-word-nobody-else-would-write"


def fine(_job: Job) -> Answer:
    return Answer(200, "text/plain", b"fine")


def raising(error: Exception) -> Scripted:
    def fail(_job: Job) -> Answer:
        raise error

    return Scripted(fail)


# ---- the protocol


@pytest.mark.parametrize(
    ("method", "address", "headers", "body"),
    [
        ("GET", "/sparql?query=ASK%20%7B%7D", {}, b""),
        ("GET", "/sparql/?query=ASK%20%7B%7D", {}, b""),
        ("HEAD", "/sparql?query=ASK%20%7B%7D", {}, b""),
        ("POST", "/sparql", FORM, b"query=ASK%20%7B%7D"),
        ("POST", "/sparql", FORM, b"query=ASK+%7B%7D"),
        ("POST", "/sparql", DIRECT, b"ASK {}"),
        ("POST", "/sparql", {"content-type": "Application/SPARQL-Query; Charset=UTF-8"}, b"ASK {}"),
    ],
)
def test_the_ways_to_ask(method: str, address: str, headers: dict[str, str], body: bytes) -> None:
    backend = Scripted(fine)
    (response,) = ask(backend, (method, address, headers, body))
    assert response.status_code == 200
    (job,) = backend.jobs
    assert job.kind == "query"
    assert job.values["text"] == "ASK {}"
    assert (job.values["rows"], job.values["triples"]) == ("json", "turtle")


def test_relative_iris_are_relative_to_the_endpoint() -> None:
    backend = Scripted(fine)
    texts = ["ASK { <a> ?p <urn:b> }", "BASE <urn:x> ASK { <a> ?p 1 }", "ASK { <urn:a> ?p ?o FILTER(?o < 3 && ?o > 1) }"]
    ask(backend, *[("POST", "/sparql", DIRECT, text.encode()) for text in texts])
    base = f"BASE <http://{HOST}/sparql> "
    assert [job.values["text"] for job in backend.jobs] == [base + texts[0], base + texts[1], texts[2]]


GRAPHS = "default-graph-uri=urn:a&default-graph-uri=urn:b&named-graph-uri=urn:c"


@pytest.mark.parametrize(
    ("method", "address", "headers", "body"),
    [
        ("GET", f"/sparql?query=ASK%7B%7D&{GRAPHS}", {}, b""),
        ("POST", "/sparql", FORM, f"query=ASK%7B%7D&{GRAPHS}".encode()),
        ("POST", f"/sparql?{GRAPHS}", FORM, b"query=ASK%7B%7D"),
        ("POST", f"/sparql?{GRAPHS}", DIRECT, b"ASK{}"),
    ],
)
def test_the_graphs_asked(method: str, address: str, headers: dict[str, str], body: bytes) -> None:
    backend = Scripted(fine)
    assert ask(backend, (method, address, headers, body))[0].status_code == 200
    assert backend.jobs[0].values["default_graphs"] == ["urn:a", "urn:b"]
    assert backend.jobs[0].values["named_graphs"] == ["urn:c"]


@pytest.mark.parametrize(
    ("method", "address", "headers", "body", "status", "said"),
    [
        ("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", {}, b"", 400, "2 parameters query"),
        ("GET", "/sparql?query=%20", {}, b"", 400, "empty"),
        ("GET", "/sparql?query=%FF", {}, b"", 400, "UTF-8"),
        ("GET", "/sparql?update=CLEAR%20ALL", {}, b"", 403, "only answers queries"),
        ("GET", "/sparql?query=ASK%7B%7D&default-graph-uri=data.ttl", {}, b"", 400, "absolute IRI"),
        ("GET", "/sparql?query=ASK%7B%7D&default-graph-uri=urn:a%3E", {}, b"", 400, "absolute IRI"),
        ("GET", "/sparql?query=ASK%7B%7D&format=pdf", {}, b"", 400, "no format"),
        ("GET", "/sparql?" + "a=b&" * 300, {}, b"", 400, "parameters"),
        ("GET", "/sparql?query=ASK%7B%7D", {"accept": "image/png"}, b"", 406, "Accept"),
        ("GET", "/sparql", {"accept": "image/png"}, b"", 406, "Accept"),
        ("POST", "/sparql", FORM, b"", 400, "no parameter query"),
        ("POST", "/sparql", FORM, b"query=%FF", 400, "UTF-8"),
        ("POST", "/sparql", FORM, b"query=\xff", 400, "UTF-8"),
        ("POST", "/sparql?query=ASK%7B%7D", FORM, b"query=ASK%7B%7D", 400, "in the form"),
        ("POST", "/sparql?query=ASK%7B%7D", DIRECT, b"ASK{}", 400, "another in the body"),
        ("POST", "/sparql", FORM, b"update=CLEAR+ALL", 403, "only answers queries"),
        ("POST", "/sparql", FORM, b"update=CLEAR+ALL&update=CLEAR+ALL", 400, "2 parameters update"),
        ("POST", "/sparql", {"content-type": "application/sparql-update"}, b"CLEAR ALL", 403, "only answers queries"),
        ("POST", "/sparql", {"content-type": "application/sparql-update; charset=utf-16"}, b"x", 400, "UTF-8"),
        ("POST", "/sparql", DIRECT, b"\xff", 400, "byte 1"),
        ("POST", "/sparql", {"content-type": "text/plain"}, b"ASK{}", 415, "text/plain"),
        ("POST", "/sparql", {}, b"ASK{}", 415, "names no media type"),
        ("POST", "/sparql", {"content-type": "multipart/form-data; boundary=x"}, b"--x--", 415, "multipart"),
        ("POST", "/sparql", {"content-type": "application/rdf+xml"}, b"<!DOCTYPE a>", 415, "rdf+xml"),
        ("POST", "/sparql", DIRECT | {"content-encoding": "gzip"}, b"\x1f\x8b", 415, "compressed"),
        ("POST", "/sparql", FORM | {"content-encoding": "br"}, b"query=ASK%7B%7D", 415, "compressed"),
        ("POST", "/sparql", DIRECT, b" " * (LARGEST_BODY + 1), 413, "too large"),
        ("PUT", "/sparql", {}, b"", 405, "read-only"),
        ("DELETE", "/graphs?graph=urn:a", {}, b"", 405, "read-only"),
        ("POST", "/papers.html", FORM, b"a=b", 405, "read-only"),
        ("GET", "/graphs", {}, b"", 400, "exactly one graph"),
        ("GET", "/graphs?default&graph=urn:a", {}, b"", 400, "exactly one graph"),
        ("GET", "/graphs?graph=urn:a&graph=urn:b", {}, b"", 400, "exactly one graph"),
        ("GET", "/graphs?graph=a.ttl", {}, b"", 400, "absolute IRI"),
        ("GET", "/graphs?default&format=csv", {}, b"", 400, "no format"),
        ("GET", "/graphs?default", {"accept": "text/csv"}, b"", 406, "Accept"),
    ],
)
def test_what_is_asked_wrongly(method: str, address: str, headers: dict[str, str], body: bytes, status: int, said: str) -> None:
    backend = Scripted(fine)
    (response,) = ask(backend, (method, address, headers, body))
    assert (response.status_code, backend.jobs) == (status, [])
    assert response.headers["content-type"] == PROBLEM
    told = response.json()
    assert said in told["detail"]
    assert told["status"] == status
    assert told["title"]


def test_one_kind_of_answer_may_be_missing_from_the_header() -> None:
    backend = Scripted(fine)
    ask(backend, ("GET", "/sparql?query=ASK%7B%7D", {"accept": "text/csv"}, b""))
    assert (backend.jobs[0].values["rows"], backend.jobs[0].values["triples"]) == ("csv", None)
    ask(backend, ("GET", "/sparql?query=ASK%7B%7D&format=ttl", {"accept": "text/csv"}, b""))
    assert (backend.jobs[1].values["rows"], backend.jobs[1].values["triples"]) == (None, "turtle")


def test_browsers_are_led_to_the_page() -> None:
    bare, asked, wanted = ask(
        Scripted(fine),
        ("GET", "/sparql", BROWSER, b""),
        ("GET", "/sparql?query=ASK%7B%7D", BROWSER, b""),
        ("GET", "/sparql?query=ASK%7B%7D&format=csv", BROWSER, b""),
    )
    assert (bare.status_code, bare.headers["location"]) == (303, "/sparql.html")
    assert (asked.status_code, asked.headers["location"]) == (303, "/sparql.html?query=ASK%7B%7D")
    assert wanted.status_code == 200


def test_options_and_methods() -> None:
    endpoint, page, wrong = ask(
        Scripted(fine),
        ("OPTIONS", "/sparql", {}, b""),
        ("OPTIONS", "/papers.html", {}, b""),
        ("PATCH", "/sparql", {}, b""),
    )
    assert (endpoint.status_code, endpoint.headers["allow"]) == (204, "GET, HEAD, POST, OPTIONS")
    assert page.headers["allow"] == "GET, HEAD, OPTIONS"
    assert wrong.headers["allow"] == "GET, HEAD, POST, OPTIONS"


@pytest.mark.parametrize("path", ["/paper/a%0A", "/%0Ab.html", "/sparql%0A?query=ASK%7B%7D", "/%00", "/graphs/%7F", "/x%0D%0Ay"])
def test_control_characters_in_an_address_go_no_further(path: str) -> None:
    backend = Scripted(fine)
    (response,) = ask(backend, ("GET", path, {}, b""))
    assert (response.status_code, backend.jobs) == (400, [])
    assert "control character" in response.json()["detail"]


def test_nobody_is_sent_elsewhere_for_a_slash() -> None:
    assert [one.status_code for one in ask(Scripted(fine), ("GET", "/health/", {}, b""), ("GET", "/sparql.html/", {}, b""))] == [
        200,
        200,
    ]


def test_a_graph_by_its_path() -> None:
    backend = Scripted(fine)
    ask(backend, ("GET", "/graphs/source/abc", {"accept": "application/n-triples"}, b""), ("GET", "/graphs?graph=urn:a", {}, b""))
    assert backend.jobs[0].values == {"graph": "https://w3id.org/appraisal-kg/source/abc", "triples": "ntriples"}
    assert backend.jobs[1].values == {"graph": "urn:a", "triples": "turtle"}


# ---- what becomes of the work


@pytest.mark.parametrize(
    ("error", "status", "retry", "event"),
    [
        (TimedOut(10), 504, None, "timed out"),
        (Full(7), 503, "7", "full"),
        (Crashed(), 503, "1", "crashed"),
    ],
)
@pytest.mark.parametrize("address", ["/sparql?query=ASK%7B%7D", "/graphs?default", "/papers.html"])
def test_work_that_fails(address: str, error: Exception, status: int, retry: str | None, event: str) -> None:
    program, person, metrics = ask(
        raising(error),
        ("GET", address, {}, b""),
        ("GET", address + "#", {"accept": "text/html;q=1, text/turtle"}, b""),
        ("GET", "/metrics", {}, b""),
    )
    assert program.status_code == status
    assert program.headers.get("retry-after") == retry
    assert program.headers["content-type"] == PROBLEM
    assert program.json()["hint"]
    assert f'kg_events_total{{event="{event}"}}' in metrics.text
    if "sparql" not in address:
        assert person.status_code == status
        assert person.headers["content-type"].startswith("text/html")


def test_a_mistake_of_the_server_is_told_without_its_words() -> None:
    (response,) = ask(raising(ValueError(PRIVATE)), ("GET", "/papers.html", {}, b""))
    assert response.status_code == 500
    assert PRIVATE not in response.text


@pytest.mark.parametrize("value", ["/a\r\nSet-Cookie: x=1", "/caf\u00e9", "/\x00"])
def test_no_answer_breaks_the_head_of_a_response(value: str) -> None:
    (response,) = ask(Scripted(lambda job: Answer(303, "text/plain", b"", {"Location": value})), ("GET", "/paper/x", {}, b""))
    assert response.status_code == 500
    assert "set-cookie" not in response.headers


def test_problems_of_workers_become_pages_for_people() -> None:
    said = json.dumps({"title": "Not Found", "status": 404, "detail": "There is no paper <b>x</b>.", "hint": "Look at the list."})
    backend = Scripted(lambda job: Answer(404, PROBLEM, said.encode()))
    program, person = ask(backend, ("GET", "/paper/x.html", {}, b""), ("GET", "/paper/x.html", BROWSER, b""))
    assert program.status_code == person.status_code == 404
    assert program.json()["detail"] == "There is no paper <b>x</b>."
    assert "There is no paper &lt;b&gt;x&lt;/b&gt;." in person.text
    assert "Look at the list." in person.text
    assert "style-src 'sha256-" in person.headers["content-security-policy"]


# ---- the page for queries


def test_the_page_for_queries_is_given_what_was_found() -> None:
    def answers(job: Job) -> Answer:
        return Answer(200, "application/sparql-results+json", b"{}") if job.kind == "query" else fine(job)

    backend = Scripted(answers)
    ask(backend, ("GET", "/sparql.html?query=ASK%7B%7D&default-graph-uri=urn:a&format=csv", {}, b""))
    query, page = backend.jobs
    assert (query.values["rows"], query.values["triples"], query.values["default_graphs"]) == ("json", "ntriples", ["urn:a"])
    assert (page.kind, page.values["path"], page.body) == ("page", "/sparql.html", b"{}")
    assert page.values["given_type"] == "application/sparql-results+json"


@pytest.mark.parametrize("address", ["/sparql.html", "/sparql.html?query=", "/sparql.html?example=papers"])
def test_the_page_without_a_query_asks_none(address: str) -> None:
    backend = Scripted(fine)
    ask(backend, ("GET", address, {}, b""))
    assert [job.kind for job in backend.jobs] == ["page"]
    assert backend.jobs[0].values["given_type"] == ""


@pytest.mark.parametrize("error", [TimedOut(10), Full(3), Crashed()])
def test_the_page_is_given_what_went_wrong(error: Exception) -> None:
    def answers(job: Job) -> Answer:
        if job.kind == "query":
            raise error
        return fine(job)

    backend = Scripted(answers)
    (response,) = ask(backend, ("GET", "/sparql.html?query=ASK%7B%7D", BROWSER, b""))
    assert response.status_code == 200
    assert backend.jobs[1].values["given_type"] == PROBLEM
    assert json.loads(backend.jobs[1].body)["status"] in (503, 504)


# ---- pages are kept


def test_a_page_is_made_once_for_a_state_of_the_store() -> None:
    backend = Scripted(fine)
    page = ("GET", "/papers.html?flaw=spin", {}, b"")
    first, second = ask(backend, page, page)
    assert len(backend.jobs) == 1
    assert first.headers["etag"] == second.headers["etag"]
    tag = first.headers["etag"]
    again, other = ask(
        backend,
        ("GET", "/papers.html", {"if-none-match": f'"x", W/{tag}'}, b""),
        ("GET", "/papers.html", {"if-none-match": '"x"'}, b""),
    )
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    assert "content-security-policy" in again.headers
    assert other.status_code == 200


def test_another_state_of_the_store_makes_it_anew() -> None:
    backend = Scripted(lambda job: Answer(200, "text/plain", backend.revision.encode()))

    def change(job: Job) -> Answer:
        answer = Answer(200, "text/plain", backend.revision.encode())
        backend.revision = "a-2"
        return answer

    backend.answers = change
    first, second, third = ask(backend, *[("GET", "/papers.html", {}, b"")] * 3)
    assert (first.text, second.text, third.text) == ("a-1", "a-2", "a-2")
    assert len(backend.jobs) == 2  # the first was asked of one state and came back in another, so it was not kept


def test_answers_depend_on_what_is_accepted() -> None:
    backend = Scripted(lambda job: Answer(200, "text/plain", str(job.values["accept"]).encode()))
    one, two = ask(backend, ("GET", "/paper/x", {"accept": "a/b"}, b""), ("GET", "/paper/x", {"accept": "c/d"}, b""))
    assert (one.text, two.text) == ("a/b", "c/d")
    assert one.headers["vary"] == "Accept"


def test_only_styles_and_scripts_are_used_without_asking_again() -> None:
    page, style, missing = ask(
        Scripted(lambda job: Answer(404 if "gone" in job.values["path"] else 200, "text/plain", b"")),
        ("GET", "/papers.html", {}, b""),
        ("GET", "/static/explorer.css", {}, b""),
        ("GET", "/gone.css", {}, b""),
    )
    assert page.headers["cache-control"] == "private, no-cache"
    assert style.headers["cache-control"] == "private, max-age=60"
    assert missing.headers["cache-control"] == "no-store"


# ---- the door


@pytest.mark.parametrize(
    "request_",
    [
        ("GET", "/papers.html", {}, b""), ("GET", "/sparql?query=ASK%7B%7D", {}, b""), ("GET", "/sparql", {}, b""),
        ("GET", "/sparql?query=", {}, b""), ("PUT", "/graphs", {}, b""), ("GET", "/health", {}, b""),
        ("GET", "/metrics", {}, b""),
        ("GET", "/x", {"host": "evil.example"}, b""), ("OPTIONS", "/sparql", {}, b""), ("GET", "/%00", {}, b""),
        ("GET", "/sparql", BROWSER, b""),
    ],
)  # fmt: skip
def test_every_answer_has_the_headers(request_: tuple[str, str, dict[str, str], bytes]) -> None:
    (response,) = ask(Scripted(fine), request_)
    assert response.headers["content-security-policy"] == POLICY
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["x-frame-options"] == "DENY"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert response.headers["cross-origin-resource-policy"] == "same-origin"
    assert response.headers["cross-origin-opener-policy"] == "same-origin"
    assert "access-control-allow-origin" not in response.headers
    assert "server" not in response.headers


def test_an_answer_may_bring_its_own_policy() -> None:
    own = Answer(200, "text/html", b"", {"Content-Security-Policy": "default-src 'none'"})
    (response,) = ask(Scripted(lambda job: own), ("GET", "/network", {}, b""))
    assert response.headers["content-security-policy"] == "default-src 'none'"


def test_a_preflight_and_what_follows() -> None:
    access = Access(cors="https://tools.example", token="0123456789abcdef")  # noqa: S106 - of this test
    origin = {"origin": "https://tools.example", "sec-fetch-site": "cross-site"}
    before, without, after = ask(
        Scripted(fine),
        ("OPTIONS", "/sparql", origin | {"access-control-request-method": "POST"}, b""),
        ("POST", "/sparql", origin | DIRECT, b"ASK{}"),
        ("POST", "/sparql", origin | DIRECT | {"authorization": "Bearer 0123456789abcdef"}, b"ASK{}"),
        access=access,
    )
    assert before.status_code == 204
    assert "Authorization" in before.headers["access-control-allow-headers"]
    assert without.status_code == 401
    assert after.status_code == 200
    for response in (before, without, after):
        assert response.headers["access-control-allow-origin"] == "https://tools.example"
        assert response.headers["cross-origin-resource-policy"] == "cross-origin"
        assert "Origin" in response.headers["vary"]
        assert "access-control-allow-credentials" not in response.headers


def test_a_hostile_origin_asks_nothing() -> None:
    backend = Scripted(fine)
    (response,) = ask(backend, ("POST", "/sparql", FORM | {"origin": "http://evil.example"}, b"query=ASK%7B%7D"))
    assert (response.status_code, backend.jobs) == (403, [])


def test_headers_without_end() -> None:
    backend = Scripted(fine)
    (response,) = ask(backend, ("GET", "/papers.html", {f"x-{n}": "1" for n in range(200)}, b""))
    assert (response.status_code, backend.jobs) == (431, [])


def test_the_rate() -> None:
    responses = ask(Scripted(fine), *[("GET", "/papers.html", {}, b"")] * 8, rate=Rate(1, lambda: 0.0))
    assert [response.status_code for response in responses] == [200] * 5 + [429] * 3
    assert responses[-1].headers["retry-after"] == "1"


# ---- what is noted


def test_the_log_has_no_query_in_it() -> None:
    file = io.StringIO()
    log = AccessLog(file, now=lambda: datetime(2026, 1, 31, 10, 0, 0, 123_000, tzinfo=UTC))
    ask(
        Scripted(fine),
        ("GET", f"/sparql?query={PRIVATE}", {}, b""),
        ("POST", "/sparql", DIRECT, PRIVATE.encode()),
        ("GET", f"/search?q={PRIVATE}", {}, b""),
        ("GET", f"/sparql?query={PRIVATE}&query={PRIVATE}", {}, b""),
        log=log,
    )
    entries = [json.loads(line) for line in file.getvalue().splitlines()]
    assert [(entry["method"], entry["path"], entry["status"], entry["bytes"]) for entry in entries[:3]] == [
        ("GET", "/sparql", 200, 4), ("POST", "/sparql", 200, 4), ("GET", "/search", 200, 4)
    ]  # fmt: skip
    assert entries[3]["status"] == 400
    assert entries[0]["time"] == "2026-01-31T10:00:00.123Z"
    assert entries[0]["client"] == "127.0.0.1"
    assert entries[0]["ms"] >= 0
    assert PRIVATE not in file.getvalue()


def test_a_path_cannot_forge_a_line_of_the_log() -> None:
    file = io.StringIO()
    ask(Scripted(fine), ("GET", "/a%0a%7B%22status%22:200%7D%1b[2J" + "x" * 2000, {}, b""), log=AccessLog(file))
    (line,) = file.getvalue().splitlines()
    assert "\x1b" not in line
    assert len(json.loads(line)["path"]) == 500


def test_a_log_that_cannot_be_written_stops_no_answer() -> None:
    file = io.StringIO()
    file.close()
    assert ask(Scripted(fine), ("GET", "/papers.html", {}, b""), log=AccessLog(file))[0].status_code == 200


def test_metrics_count_by_route_and_status_never_by_path() -> None:
    *_, metrics = ask(
        Scripted(lambda job: Answer(200, "text/plain", b"", {"Kg-Truncated": "rows"} if job.kind == "query" else {})),
        ("GET", "/paper/a.html", {}, b""),
        ("GET", "/paper/b.html", {}, b""),
        ("GET", "/sparql?query=ASK%7B%7D", {}, b""),
        ("GET", "/sparql?query=", {}, b""),
        ("GET", "/paper/c.html", {"host": "evil.example"}, b""),
        ("GET", "/metrics", {}, b""),
    )
    lines = metrics.text.splitlines()
    assert 'kg_requests_total{route="page",status="200"} 2' in lines
    assert 'kg_requests_total{route="page",status="421"} 1' in lines
    assert 'kg_requests_total{route="sparql",status="200"} 1' in lines
    assert 'kg_requests_total{route="sparql",status="400"} 1' in lines
    assert 'kg_request_seconds_count{route="page"} 3' in lines
    assert 'kg_request_seconds_bucket{route="page",le="+Inf"} 3' in lines
    assert 'kg_events_total{event="truncated"} 1' in lines
    assert 'kg_events_total{event="refused 421"} 1' in lines
    assert "kg_requests_in_flight 1" in lines
    assert "kg_queries_workers 2" in lines
    assert not any("paper" in line for line in lines)


def test_health() -> None:
    backend = Scripted(fine)
    (well,) = ask(backend, ("GET", "/health", {}, b""))
    backend.pages.counts = Counts(workers=0)
    (ill,) = ask(backend, ("GET", "/health", {}, b""))
    assert (well.status_code, ill.status_code) == (200, 503)
    assert well.json()["revision"] == "a-1"
    assert ill.json()["workers"] == {"queries": 2, "pages": 0}


def test_the_address_of_the_server_is_as_the_client_writes_it() -> None:
    backend = Scripted(fine)
    ask(backend, ("GET", "/a", {}, b""), ("GET", "/a", {"host": "localhost:9"}, b""))
    assert [job.values["origin"] for job in backend.jobs] == [f"http://{HOST}", "http://localhost:9"]


def test_the_address_behind_a_proxy_is_the_one_it_was_given() -> None:
    backend = Scripted(fine)
    access = Access(names=frozenset({"kg.example.org"}))
    _, description = ask(
        backend,
        ("GET", "/a", {"host": "kg.example.org"}, b""),
        ("GET", "/sparql", {"host": "kg.example.org"}, b""),
        access=access,
        address="https://kg.example.org",
    )
    assert backend.jobs[0].values["origin"] == "https://kg.example.org"
    assert "<https://kg.example.org/sparql> a sd:Service" in description.text
