"""Who sees what of a record: its own platform and the network's staff all, everybody else what was released."""

from collections.abc import Iterable, Mapping
from typing import Any

from shared.identity import Identity

from ...reach import reaches
from .drafts import Kept
from .kinds import HIDDEN, Kind
from .links import key_of


def sees_all(speaker: Identity, kept: Kept) -> bool:
    """Tell whether a speaker works with a record."""
    return reaches(speaker, kept.place.path)


def may_see(speaker: Identity, kept: Kept) -> bool:
    """Tell whether a record is there at all for a speaker."""
    return kept.released or sees_all(speaker, kept)


def shown(kind: Kind, speaker: Identity, kept: Kept) -> dict[str, Any]:
    """Give a record as a speaker sees it, as JSON has it."""
    whole = sees_all(speaker, kept)
    links = kept.links if whole else [{**link, "by": None} for link in public_links(kind, kept.body, kept.links)]
    record = {
        "id": kept.id,
        "platform_id": kept.place.platform_id,
        "territory_id": kept.place.territory_id,
        "source": kept.source if whole else None,
        "external_id": kept.external_id if whole else None,
        "released": kept.released,
        "revision": kept.revision,
        "created_at": kept.created_at,
        "updated_at": kept.updated_at,
    }
    return record | (kept.body if whole else public_body(kind, kept.body)) | {"links": links}


def public_body(kind: Kind, body: Mapping[str, Any]) -> dict[str, Any]:
    """Give the fields of a record that everybody may read once it is released."""
    said = {name: value for name, value in body.items() if name not in kind.private}
    for field in kind.links:
        if HIDDEN & set(field.to):
            _hide(said, field.path)
    return said


def public_links(kind: Kind, body: Mapping[str, Any], links: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give the links that everybody may read: those that stand in what everybody reads."""
    read = {(field.relation, key_of(link)) for field in kind.public_links for link in field.kept(body)}
    return [link for link in links if (link["relation"], link["key"]) in read]


def _hide(part: dict[str, Any], path: tuple[str, ...]) -> None:
    name, below = path[0], path[1:]
    if name not in part:
        return
    if not below:
        part[name] = [] if isinstance(part[name], list) else None
    elif isinstance(part[name], list):
        part[name] = [dict(each) for each in part[name]]
        for each in part[name]:
            _hide(each, below)
    elif part[name] is not None:
        part[name] = dict(part[name])
        _hide(part[name], below)
