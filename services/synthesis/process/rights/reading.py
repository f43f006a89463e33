"""Read by right what people said: counts by component, spread over the rights that components are read under."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from shared.database import Connection
from shared.errors import InvalidRequest
from shared.identity import Identity
from shared.vocabulary.codebook import Codebook
from shared.vocabulary.rights import Framework, Strength

from ...engine.rights import spread
from ...mirror import Mirror
from ...selecting import Filters, exact_reach, select, tabulate
from ..records import sight_of
from .barriers import Barrier, barriers
from .crosswalk import chosen, strong_enough
from .laying import laid_out
from .schemas import Crosswalk, RightsReading
from .telling import Read, tell


@dataclass(frozen=True)
class Wanted:
    """What a caller asks for."""

    framework: Framework
    filters: Filters
    strength: Strength = "weak"
    crosswalk: Crosswalk = "proposal"
    language: str = "en"


async def read_by_right(
    mirror: Mirror, connection: Connection, identity: Identity, wanted: Wanted, codebook: Codebook, as_of: datetime
) -> RightsReading:
    """Read by right what a caller may count exactly.

    Raises ``CubeNotPublic`` and ``ScopeNotYours``, and ``InvalidRequest`` for a framework that is about how a city
    goes about things: nothing that people say is read under it.
    """
    framework = wanted.framework
    if framework.nature == "process":
        message = f"{framework.id} says how a city goes about rights; what people say is not read under it"
        place = {"pointer": "/query/framework", "code": "framework-not-read", "message": message}
        raise InvalidRequest(errors=[place])  # type: ignore[list-item]
    scopes = exact_reach(mirror, identity, wanted.filters.under)
    selected = select(mirror, wanted.filters, scopes)
    table = tabulate(mirror, selected, codebook, "component")
    sight, root = sight_of(mirror, identity), wanted.filters.under
    links = await chosen(connection, mirror, sight, codebook.version, wanted.crosswalk, root)
    every = [link for link in links if link.framework == (framework.id, framework.version)]
    laid = laid_out(strong_enough(every, wanted.strength), table.codes, framework)
    found = spread(table.counts, laid.linked, mirror.groups["participants"][table.rows].astype(np.int64))
    said = _asked(await barriers(connection, mirror, selected.groups, scopes), wanted.filters)
    leading = frozenset(link.item for link in every)
    read = Read(mirror, framework, wanted.language, codebook, selected, table, laid, found, leading, said)
    place_read = mirror.territories.get(wanted.filters.under) if wanted.filters.under else None
    return RightsReading(
        territory=wanted.filters.under,
        territory_name=place_read.name if place_read else None,
        strength=wanted.strength,
        crosswalk=wanted.crosswalk,
        as_of=as_of,
        **tell(read),
    )


def _asked(said: Sequence[Barrier], filters: Filters) -> list[Barrier]:
    """Keep those that pass the filters on what was said; those on groups are passed already."""
    wished = {name: {str(value) for value in values} for name, values in filters.values.items()}
    return [
        each
        for each in said
        if each.question in wished.get("question", {each.question})
        and each.status in wished.get("status", {each.status})
    ]
