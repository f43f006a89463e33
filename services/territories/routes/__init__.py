"""The web: paths, types, one call to an operation."""

from ..process.routes import ROUTERS as PROCESS
from . import countries, feed, groups, map, platforms, territories

# The feed and the map come before the territories: `/v1/territories/{id}` would take `changes` for an id.
ROUTERS = [
    countries.router,
    feed.router,
    map.router,
    territories.router,
    platforms.router,
    groups.router,
    *PROCESS,
]
