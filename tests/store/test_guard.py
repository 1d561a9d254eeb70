"""What the guard lets through, and what it keeps from the engine, which would call out or overflow its stack."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kg.errors import UsageError
from kg.store import open_store
from kg.store.guard import MAX_BYTES, MAX_DEPTH, check

# No server may be called on this port (the engine refuses it), so a call that gets through shows as a StoreError.
X = "http://127.0.0.1:9/"
PREFIXES = f"PREFIX p: <{X}> PREFIX : <{X}> PREFIX service: <{X}> PREFIX p.q: <{X}> "

CALLS = [
    "{ SERVICE <X> {?s ?p ?o} }",
    "{ sErViCe <X> {?s ?p ?o} }",
    "{ SERVICE SILENT <X> {?s ?p ?o} }",
    "{ SERVICE # why\n <X> {?s ?p ?o} }",
    "{ SERVICE ?where {?s ?p ?o} }",
    "{ SERVICE p:x {?s ?p ?o} }",
    "{ FILTER EXISTS { SERVICE <X> {?s ?p ?o} } }",
    "{ OPTIONAL { { SELECT * { SERVICE <X> {?s ?p ?o} } } } }",
    "{ \\u0053ERVICE <X> {?s ?p ?o} }",
    "{ SERVICE\\u0020<X> {?s ?p ?o} }",
    # keywords stuck to their neighbours
    "{ SERVICEp:x {?s ?p ?o} }",
    "{ SERVICE:x {?s ?p ?o} }",
    "{ SERVICE?x{?s ?p ?o} }",
    "{ SERVICE<X>{?s ?p ?o} }",
    "{ SERVICESILENTp:x {?s ?p ?o} }",
    "{ SERVICESILENT<X>{?s ?p ?o} }",
    "{ SERVICEp.q:x{?s ?p ?o} }",
    "{ ?s ?p trueSERVICE <X> {?s ?p ?o} }",
    "{ ?s ?p trueSERVICEp:x {?s ?p ?o} }",
    "{ ?s ?p true.SERVICE:x {?s ?p ?o} }",
    "{ ?s ?p 1SERVICE <X> {?s ?p ?o} }",
    "{ ?s ?p 1.SERVICE <X> {?s ?p ?o} }",
    "{ ?s ?p 1.0e5SERVICE <X> {?s ?p ?o} }",
    "{ ?s ?p p:y.SERVICE <X> {?s ?p ?o} }",
    "{ ?s ?p p:y.z.SERVICE <X> {?s ?p ?o} }",
    "{ ?s ?p p:y.z.SERVICE p:x {?s ?p ?o} }",
    "{ ?s ?p p:y.z.SERVICE SILENT ?x {?s ?p ?o} }",
    "{ ?s ?p _:y.SERVICE <X> {?s ?p ?o} }",
    "{ ?s ?p 'x'@en--ltrSERVICE <X> {?s ?p ?o} }",
    # a comparison that looks like an IRI, and hides a call or the start of a string or comment
    "{ FILTER(1<?b)SERVICE#>\n<X> {?s ?p ?o} }",
    "{ FILTER('a'<'>')SERVICE <X> {?s ?p ?o} FILTER(?b='b') }",
    "{ FILTER('a'<'b'#>'''\n)SERVICE <X> {?s ?p ?o}#'''\n }",
    "{ FILTER(1<(2>3)&&(1<2)#>'\n)SERVICE <X> {?s ?p ?o}#'\n }",
    "{ FILTER(1<p:a#>'''\n)SERVICE <X> {?s ?p ?o}#'''\n }",
    # a long string the engine does not take for one, because of what stands behind a comment sign
    "{ VALUES ?x {'''a'} SERVICE <X> {?s ?p ?o} #\\q'''\n }",
    "{ VALUES ?x {'''a'} SERVICE <X> {?s ?p ?o} #\\uD800'''\n }",
    '{ VALUES ?x {"""a"} SERVICE <X> {?s ?p ?o} #\\q"""\n }',
    "{ #\rSERVICE <X> {?s ?p ?o} }",
]


@pytest.mark.parametrize("where", CALLS)
def test_a_call_to_another_server_is_refused(where: str) -> None:
    with pytest.raises(UsageError):
        open_store().query(PREFIXES + "SELECT * " + where.replace("X", X))


@pytest.mark.parametrize("brackets", ["SELECT * {} ORDER BY (SERVICE)", "DESCRIBE SERVICE", "ASK { SERVICE }"])
def test_the_bare_keyword_is_refused_anywhere(brackets: str) -> None:
    with pytest.raises(UsageError, match="SERVICE is refused"):
        check(brackets)


HARMLESS = [
    "SELECT * { ?s ?p 'SERVICE <http://x/> { }' }",
    'SELECT * { ?s ?p """one " and\n SERVICE <http://x/> {""" }',
    "SELECT * { ?s ?p '''it's \\' SERVICE''' }",
    "SELECT * { ?s ?p '' . # SERVICE <http://x/> {\n }",
    "PREFIX service: <http://x/> SELECT * { service:a service:b ?o ; service:c 1 }",
    "PREFIX service: <http://x/> SELECT * FROM service:g { GRAPH service:h { ?s ?p ?o } }",
    "PREFIX s: <http://x/> SELECT * { ?s a s:Service . { ?s ?p s:service } UNION { ?s s:service ?o } }",
    "SELECT ?service ?n { ?service ?p ?n }",
    "SELECT * { ?s <http://x/service> <http://x/service#a'b> . <#service> <service> <> }",
    "SELECT * { ?s ?p 'x'@en , 'y'@en-GB , 'z'@ar--rtl , 'n'^^<http://x/#n> }",
    "SELECT * { ?s ?p 'tab\\t quote\\' backslash\\\\' }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(?o < 3 && ?o <= 5 || ?o > -1.5e3 || !(?o IN (<http://x/#a>, <http://x/it's>))) }",
    "SELECT * { FILTER(?a<?b) FILTER(?a < 1&&?c>2) }",
    "SELECT * { ?s (<http://x/#a>|^<http://x/#b>)+/<http://x/c>? ?o }",
    "PREFIX p: <http://x/> SELECT * { p:a\\'b p:c%41.d p:e\\#f . _:b p:g [ p:h () ] }",
    "SELECT * { << ?s ?p ?o >> ?q <<( ?a ?b 'c' )>> . ?s ?p ?o ~ ?r {| ?x ?y |} }",
    "PREFIX é: <http://x/> SELECT ?größe { é:ü ?größe 'Ж' }",
]


@pytest.mark.parametrize("sparql", HARMLESS)
def test_other_uses_of_the_letters_pass(sparql: str) -> None:
    check(sparql)


DEEP = {
    "groups": "SELECT * " + "{" * 3000 + "}" * 3000,
    "brackets": "SELECT * { FILTER(" + "(" * 10_000 + "1" + ")" * 10_000 + ") }",
    "functions": "SELECT * { FILTER(" + "STR(" * 500 + "1" + ")" * 500 + ") }",
    "blank nodes": "SELECT * { ?s ?p " + "[?p " * 500 + "1" + "]" * 500 + " }",
    "not": "SELECT * { FILTER(" + "!" * 10_000 + "1) }",
    "sum": "SELECT * { FILTER(" + "1+" * 10_000 + "1) }",
    "sum like an IRI": "SELECT * { FILTER(1<?o" + "+?o" * 10_000 + ">1) }",
    "quotient like an IRI": "PREFIX a: <http://x/> SELECT * { FILTER(1<a:b" + "/a:b" * 10_000 + ">1) }",
    "or": "SELECT * { FILTER(" + "?o||" * 10_000 + "?o) }",
    "union": "SELECT * { {}" + "UNION{}" * 5_000 + " }",
    "exists": "SELECT * { " + "FILTER EXISTS{}" * 4_000 + " }",
    "optional": "SELECT * { " + "OPTIONAL{}" * 4_000 + " }",
    "path": "SELECT * { ?s <a:b>" + "/<a:b>" * 10_000 + " ?o }",
    "bind": "SELECT * { " + "".join(f"BIND(1 AS ?a{i})" for i in range(3_000)) + " }",
    "having": "SELECT ?o { } GROUP BY ?o HAVING" + "(?o)" * 10_000,
    "triples": "SELECT * { " + "?s?p 2." * 9_000 + " }",
    "objects": "SELECT * { ?s ?p 2" + ",2" * 20_000 + " }",
    "list": "SELECT * { ?s ?p (" + "1 " * 20_000 + ") }",
    "describe": "DESCRIBE " + "<a:b>" * 10_000,
    "triple terms": "SELECT * { " + "<<" * 5_000 + "?s ?p ?o" + ">>?p ?o" * 5_000 + " }",
}


@pytest.mark.parametrize("sparql", DEEP.values(), ids=DEEP.keys())
def test_what_overflows_the_stack_is_refused(sparql: str) -> None:
    with pytest.raises(UsageError, match=r"too many|too deeply|too long|comparison"):
        check(sparql)


def test_a_query_at_the_limits_does_not_end_the_process() -> None:
    texts = [
        "SELECT * " + "{" * MAX_DEPTH + "?s ?p ?o" + "}" * MAX_DEPTH,
        "SELECT * { ?s ?p ?o FILTER(" + "(" * (MAX_DEPTH - 2) + "1" + "+1" * 290 + ")" * (MAX_DEPTH - 2) + ") }",
        "SELECT * { ?s ?p ?o FILTER(" + "!" * 480 + "?o) }",
        "SELECT * { ?s ?p ?o FILTER(?o" + "||?o" * 235 + ") }",
        "SELECT * { ?s ?p ?o " + "".join(f"BIND(1 AS ?a{i})" for i in range(245)) + " }",
        "SELECT * { ?s ?p ?o FILTER(" + "STR(" * 97 + "?o" + ")" * 97 + " != '') }",
        "SELECT * { ?s ?p ?o FILTER(?o IN (1" + ", 2" * 950 + ")) }",
        "SELECT ?a { VALUES (?a) { " + "(1)" * 10_000 + " } }",
    ]
    for text in texts:
        check(text)
    program = f"""
import threading
from kg.store import open_store
def run():
    for text in {texts!r}:
        list(open_store().query(text))
    print("alive")
threading.stack_size(1 << 20)  # what threads have on some systems
thread = threading.Thread(target=run)
thread.start()
thread.join()
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert (done.stdout, done.returncode) == ("alive\n", 0)


def test_length_is_counted_in_bytes() -> None:
    text = "ASK { ?s ?p '" + "ж" * (MAX_BYTES // 2) + "' }"
    with pytest.raises(UsageError, match="too long"):
        check(text)


def test_hostile_texts_are_read_in_linear_time() -> None:
    for piece in ("a.", "a-", "<a", "_:", "'' ", "p:a.", '"""\'', "[{(", "#'\n"):
        with pytest.raises(UsageError):
            check("SELECT * { " + piece * (60_000 // len(piece)))


@pytest.mark.parametrize(
    ("sparql", "says"),
    [
        ("SELECT * {\n ?s ?p 'x }", "line 2, column 8: the string is not closed"),
        ("SELECT * { ?s ?p ?o ", "{ is never closed"),
        ("SELECT * { ?s ?p ?o ) }", "line 1, column 21: [)] closes nothing"),
        ("SELECT * { ?s ?p `x` }", "column 18: '`' has no meaning here"),
        ("SELECT * { ?s ?p '\ud800' }", "surrogate"),
        ("SELECT * { FILTER(?a<?b#c>1) }", "put a space after <"),
    ],
)
def test_refusals_tell_where_and_why(sparql: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        check(sparql)
