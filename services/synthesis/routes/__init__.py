"""The web side of the synthesis service: paths, types, one call to an operation."""

from collections.abc import Iterable

from fastapi import APIRouter

from . import codebooks, search, status, trends


def routers() -> Iterable[APIRouter]:
    """Give all routers."""
    return (trends.router, search.router, codebooks.router, status.router)
