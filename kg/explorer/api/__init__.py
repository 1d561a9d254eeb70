"""The JSON interface behind the explorer: what its pages show, for programs, described by OpenAPI at /api/openapi.json."""

from kg.explorer.api.answering import api

__all__ = ["api"]
