"""The web side of the criteria service: paths, types, one call to an operation."""

from collections.abc import Iterable

from fastapi import APIRouter

from . import criteria, exports, feed, imports, questionnaires, uploads


def routers() -> Iterable[APIRouter]:
    """Give all routers; fixed paths before those with a parameter in the same place."""
    return (
        questionnaires.router,
        feed.router,
        exports.router,
        imports.router,
        uploads.router,
        criteria.router,
    )
