"""Rights: frameworks, the crosswalk to components, and what people said read by right."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from shared.database import Reading
from shared.identity import Speaker
from shared.vocabulary.codebook import default_codebook
from shared.vocabulary.rights import Strength
from shared.vocabulary.roles import CodeStatus

from ..errors import ScopeUnknown
from ..process.records import sight_of
from ..process.rights import catalogue
from ..process.rights.crosswalk import chosen, strong_enough
from ..process.rights.reading import Wanted, read_by_right
from ..process.rights.schemas import Crosswalk, CrosswalkTold, FrameworkSummary, FrameworkTold, RightsReading
from ..selecting import Filters
from .filters import Country, Questions, Words, Year
from .parts import Labels, Mirrored

router = APIRouter(prefix="/v1/rights", tags=["rights"])

Name = Annotated[str, Query(max_length=60, description="Such as udhr, charter-agenda, eu-charter or sdg")]
Version = Annotated[str | None, Query(max_length=60, description="A year; the newest by default")]
Least = Annotated[Strength, Query(description="The least that a link must have: direct, indirect or weak")]


@router.get("/frameworks")
async def list_frameworks(_: Speaker, lang: Labels) -> list[FrameworkSummary]:
    """Give every version of every framework, with how far its items were checked against a text."""
    return catalogue.summaries(lang)


@router.get("/frameworks/{framework}", response_model_exclude_none=True)
async def read_framework(framework: str, _: Speaker, version: Version = None) -> FrameworkTold:
    """Give one framework, its items in their order, and the components that lead to each."""
    return catalogue.whole(catalogue.framework_called(framework, version, "/path/framework"), default_codebook())


@router.get("/crosswalk", response_model_exclude_none=True)
async def read_crosswalk(
    speaker: Speaker,
    mirror: Mirrored,
    connection: Reading,
    lang: Labels,
    framework: Name | None = None,
    version: Version = None,
    component: Annotated[str | None, Query(pattern=r"^[A-Z](\d\d)?$", description="Or a dimension")] = None,
    territory: Annotated[UUID | None, Query(description="Of platforms: those here, below and above")] = None,
    strength: Least = "weak",
    crosswalk: Crosswalk = "both",
) -> CrosswalkTold:
    """Give links between components and rights: this project's proposal, and those that platforms keep as their own."""
    codebook = default_codebook()
    if territory is not None and territory not in mirror.territories:
        raise ScopeUnknown
    links = await chosen(connection, mirror, sight_of(mirror, speaker), codebook.version, crosswalk, territory)
    if framework is not None:
        found = catalogue.framework_called(framework, version, "/query/framework")
        links = [link for link in links if link.framework == (found.id, found.version)]
    links = [link for link in strong_enough(links, strength) if link.component.startswith(component or "")]
    return catalogue.told(links, codebook, lang)


@router.get("/reading", response_model_exclude_none=True)
async def read_rights(
    request: Request,
    speaker: Speaker,
    mirror: Mirrored,
    connection: Reading,
    lang: Labels,
    territory: Annotated[UUID | None, Query(description="With everything below it")] = None,
    framework: Name = "udhr",
    version: Version = None,
    strength: Least = "weak",
    crosswalk: Annotated[Crosswalk, Query(description="Whose links: this project's, platforms' own, or both")] = (
        "proposal"
    ),
    question: Questions = None,
    profile: Annotated[list[Words] | None, Query()] = None,
    family: Annotated[list[Words] | None, Query()] = None,
    country: Annotated[list[Country] | None, Query()] = None,
    year: Annotated[list[Year] | None, Query()] = None,
    status: Annotated[list[CodeStatus] | None, Query(description="Where the code comes from")] = None,
) -> RightsReading:
    """Read by right what people said, each criterion divided among the rights of its component.

    With what no right names, the rights that nobody spoke of, and those that the vocabulary cannot express.
    """
    given: dict[str, Sequence[object] | None] = {"question": question, "profile": profile, "family": family}
    given |= {"country": country, "year": year, "status": status}
    filters = Filters(territory, {name: list(values) for name, values in given.items() if values})
    found = catalogue.framework_called(framework, version, "/query/framework")
    wanted = Wanted(found, filters, strength, crosswalk, lang)
    as_of = request.app.state.refreshed_at
    return await read_by_right(mirror, connection, speaker, wanted, default_codebook(), as_of)
