"""The web side of the synthesis service: paths, types, one call to an operation."""

from collections.abc import Iterable

from fastapi import APIRouter

from . import (
    change,
    codebooks,
    contrasts,
    practices,
    process,
    proposals,
    quality,
    reports,
    review,
    rights,
    said,
    search,
    status,
    syntheses,
    trends,
    yearly,
)


def routers() -> Iterable[APIRouter]:
    """Give all routers."""
    return (
        trends.router,
        contrasts.router,
        change.router,
        search.router,
        process.router,
        rights.router,
        said.router,
        proposals.router,
        practices.router,
        codebooks.router,
        review.router,
        quality.router,
        syntheses.router,
        reports.router,
        status.router,
        yearly.router,
    )
