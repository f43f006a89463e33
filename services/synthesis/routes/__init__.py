"""The web side of the synthesis service: paths, types, one call to an operation."""

from collections.abc import Iterable

from fastapi import APIRouter

from . import change, codebooks, contrasts, quality, reports, review, search, status, syntheses, trends


def routers() -> Iterable[APIRouter]:
    """Give all routers."""
    return (
        trends.router,
        contrasts.router,
        change.router,
        search.router,
        codebooks.router,
        review.router,
        quality.router,
        syntheses.router,
        reports.router,
        status.router,
    )
