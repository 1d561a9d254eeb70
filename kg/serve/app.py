"""The ASGI application: the door, and behind it which part of the service answers which address."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from kg.explorer.asked import Answer
from kg.serve.access import Access
from kg.serve.access_log import AccessLog
from kg.serve.backend import Backend
from kg.serve.door import GONE, Door, allowed
from kg.serve.metrics import Metrics
from kg.serve.problems import Refused, problem, shown
from kg.serve.rate import Rate
from kg.serve.sending import sent
from kg.serve.service import Service

__all__ = ["application"]

_log = logging.getLogger("kg.serve")


def application(backend: Backend, access: Access, rate: Rate, log: AccessLog, address: str = "") -> ASGIApp:
    """The whole server as an ASGI application. Who runs it starts and closes the backend. `address`: see `Service`."""
    metrics = Metrics()
    service = Service(backend, metrics, address)
    read, posted = ["GET", "HEAD"], ["GET", "HEAD", "POST"]
    routes = [
        Route("/sparql", _responding(service.sparql), methods=posted),
        Route("/sparql/", _responding(service.sparql), methods=posted),
        Route("/sparql.html", _responding(service.sparql_page), methods=read),
        Route("/graphs", _responding(service.graphs), methods=read),
        Route("/graphs/{path:path}", _responding(service.graphs), methods=read),
        Route("/health", _responding(service.health), methods=read),
        Route("/metrics", _responding(service.metrics), methods=read),
        Route("/{path:path}", _responding(service.page), methods=read),
    ]
    inner = Starlette(routes=routes, exception_handlers={HTTPException: _refused_by_route})
    inner.router.redirect_slashes = False
    return Door(inner, access, rate, metrics, log)


def _responding(work: Callable[[Request], Awaitable[Answer]]) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that sends what the work answers, and says in words what it refuses; it raises nothing."""

    async def endpoint(request: Request) -> Response:
        accept = request.headers.get("accept", "")
        try:
            return sent(shown(await work(request), accept))
        except Refused as refused:
            return sent(problem(refused, accept))
        except ClientDisconnect:
            return Response(status_code=GONE)
        except Exception:
            _log.exception("an address could not be answered")
            return sent(problem(Refused(500, "The server made a mistake.", hint="Its log says more."), accept))

    return endpoint


async def _refused_by_route(request: Request, error: Exception) -> Response:
    """405 for a method that an address does not take, and what else no route answers."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = {"Allow": allowed(request.scope["path"])} if status == 405 else {}
    detail = "There is nothing here."
    if status == 405:
        detail = f"This address does not take {request.method[:20]}: the server is read-only."
    return sent(problem(Refused(status, detail, headers=headers), request.headers.get("accept", "")))
