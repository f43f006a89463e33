"""Tell a reading by right: each right with what feeds it, and what stands beside all rights."""

from collections.abc import Set
from dataclasses import dataclass
from typing import Any

import numpy as np

from shared.vocabulary.codebook import Codebook
from shared.vocabulary.rights import Framework, Item, meanings

from ...disclosure import RELIABLE_GROUPS, RELIABLE_PARTICIPANTS
from ...engine.rights import Spread
from ...mirror import Mirror
from ...selecting import GroupTable, Selected
from ...trends import label, notice
from .barriers import FIELDS, Barrier
from .catalogue import in_language
from .laying import Laid
from .schemas import Barriers, Feeding, Pointing, RightRead, Silent, Unnamed


@dataclass(frozen=True)
class Read:
    """All that a reading is told from."""

    mirror: Mirror
    framework: Framework
    language: str
    codebook: Codebook
    selected: Selected
    table: GroupTable
    laid: Laid
    found: Spread
    leading: Set[str]
    """Items that some link leads to, however weak."""
    said: list[Barrier]


def tell(read: Read) -> dict[str, Any]:
    """Give the parts of a reading that come from what was said."""
    items, mirror, selected = read.framework.items, read.mirror, read.selected
    heard = np.unique(mirror.column("group")[selected.said])
    named = {item.item for at, item in enumerate(items) if read.found.n_criteria[at]}
    asked = {item for _, item in read.laid.links}
    return {
        "framework": read.framework.id,
        "version": read.framework.version,
        "name": in_language(read.framework.names, read.language),
        "rights": [_right(read, at, item) for at, item in enumerate(items) if item.item in named],
        "unnamed": _unnamed(read),
        "unspoken": _silent(read, asked - named),
        "inexpressible": _silent(read, {item.item for item in items} - read.leading),
        "beyond_strength": _silent(read, read.leading - asked),
        "meanings": [_meaning(read, meaning) for meaning in FIELDS],
        "n_criteria": int(mirror.column("n")[selected.said].sum()),
        "n_coded": int(mirror.column("n")[selected.coded].sum()),
        "n_named": round(float(read.found.weight.sum())),
        "n_groups": len(heard),
        "n_participants": int(mirror.groups["participants"][heard].sum()),
        "codebook": notice(read.codebook),
    }


def _silent(read: Read, items: Set[str]) -> list[Silent]:
    silent = [item for item in read.framework.items if item.item in items]
    return [Silent(item=item.item, name=in_language(item.names, read.language)) for item in silent]


def _right(read: Read, at: int, item: Item) -> RightRead:
    found, said = read.found, read.table.counts.any(axis=(0, 1))
    feeding = np.flatnonzero(read.laid.linked[:, at] & said).tolist()
    codes = {read.table.codes[row] for row in feeding}
    n_groups, n_participants = int(found.n_groups[at]), int(found.n_participants[at])
    weight = float(found.weight[:, at].sum())
    return RightRead(
        item=item.item,
        key=f"{read.framework.id}/{read.framework.version}/{item.item}",
        name=in_language(item.names, read.language),
        status=item.status,
        weight=round(weight, 4),
        share=round(weight / float(found.weight.sum()), 6),
        by_question={
            name: round(float(found.weight[row, at]), 4)
            for row, name in enumerate(read.table.questions)
            if found.weight[row, at]
        },
        n_criteria=int(found.n_criteria[at]),
        n_groups=n_groups,
        n_participants=n_participants,
        flag="low_reliability" if n_groups < RELIABLE_GROUPS or n_participants < RELIABLE_PARTICIPANTS else None,
        components=[_feeding(read, row, item.item) for row in feeding],
        barriers=_barriers([each for each in read.said if each.code in codes]),
    )


def _feeding(read: Read, row: int, item: str) -> Feeding:
    code = read.table.codes[row]
    link = read.laid.links[code, item]
    return Feeding(
        code=code,
        label=label(read.codebook, code, read.language),
        strength=link.strength,
        proposal=link.record is None,
        author=link.author,
        n_criteria=int(read.table.counts[:, :, row].sum()),
        divided_among=int(read.laid.linked[row].sum()),
    )


def _barriers(said: list[Barrier]) -> Barriers:
    counted = {name: sum(each.n for each in said if each.meaning == meaning) for meaning, name in FIELDS.items()}
    return Barriers(**counted, by_people=sum(each.n for each in said if each.by_people))


def _unnamed(read: Read) -> list[Unnamed]:
    groups = read.table.counts.any(axis=0).sum(axis=0)
    order = np.argsort(-read.found.unnamed, kind="stable")
    return [
        Unnamed(
            code=read.table.codes[row],
            label=label(read.codebook, read.table.codes[row], read.language),
            n_criteria=int(read.found.unnamed[row]),
            n_groups=int(groups[row]),
        )
        for row in order.tolist()
        if read.found.unnamed[row]
    ]


def _meaning(read: Read, meaning: str) -> Pointing:
    of = (read.framework.id, read.framework.version)
    rows = [row for row in meanings(read.codebook.version) if (row.framework, row.version) == of]
    said = [each for each in read.said if each.meaning == meaning]
    known = read.codebook.meanings.get(meaning[0])
    return Pointing(
        meaning=meaning,
        label=known.details.get(meaning[1:], meaning) if known else meaning,
        items=[row.item for row in rows if row.meaning == meaning],
        n_criteria=sum(each.n for each in said),
        n_groups=len({each.group for each in said}),
        by_people=sum(each.n for each in said if each.by_people),
    )
