"""Frameworks and the crosswalk as they are told to anybody."""

from collections import defaultdict
from collections.abc import Mapping

from shared.errors import InvalidRequest
from shared.vocabulary.codebook import Codebook
from shared.vocabulary.rights import Framework, UnknownRight, find, framework, frameworks

from ...trends import label, notice
from .crosswalk import RightLink, proposed
from .schemas import CrosswalkLink, CrosswalkTold, FrameworkSummary, FrameworkTold, ItemTold


def in_language(names: Mapping[str, str], language: str) -> str:
    """Give a name in a language, else in English."""
    return names.get(language) or names["en"]


def framework_called(id: str, version: str | None, pointer: str) -> Framework:
    """Give a framework, the newest version if none is named; raises ``InvalidRequest``."""
    try:
        return framework(id, version)
    except UnknownRight as error:
        place = {"pointer": pointer, "code": "framework-unknown", "message": str(error)}
        raise InvalidRequest(errors=[place]) from error  # type: ignore[list-item]


def summaries(language: str) -> list[FrameworkSummary]:
    """Give every version of every framework, without items."""
    return [
        FrameworkSummary(
            id=one.id,
            version=one.version,
            name=in_language(one.names, language),
            nature=one.nature,
            issued_by=one.issued_by,
            status=one.status,
            n_items=len(one.items),
            n_verified=sum(item.status == "verified" for item in one.items),
            successor=one.successor,
        )
        for one in frameworks().values()
    ]


def whole(one: Framework, codebook: Codebook) -> FrameworkTold:
    """Give a framework with the components that lead to each item."""
    leading: dict[str, list[str]] = defaultdict(list)
    for link in proposed(codebook.version):
        if link.framework == (one.id, one.version):
            leading[link.item].append(link.component)
    items = tuple(
        ItemTold(**item.model_dump(), expressible=bool(leading[item.item]), components=sorted(leading[item.item]))
        for item in one.items
    )
    return FrameworkTold(**one.model_dump(exclude={"items"}), items=items)


def told(links: list[RightLink], codebook: Codebook, language: str) -> CrosswalkTold:
    """Give links as rows."""
    return CrosswalkTold(rows=[_row(link, codebook, language) for link in links], codebook=notice(codebook))


def _row(link: RightLink, codebook: Codebook, language: str) -> CrosswalkLink:
    id, version = link.framework
    return CrosswalkLink(
        component=link.component,
        label=label(codebook, link.component, language),
        framework=id,
        version=version,
        item=link.item,
        name=in_language(find(id, link.item, version).names, language),
        strength=link.strength,
        author=link.author,
        dated_on=link.dated_on,
        note=link.note,
        proposal=link.record is None,
        platform_id=link.platform,
        record=link.record,
    )
