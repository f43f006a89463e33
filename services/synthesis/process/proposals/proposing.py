"""Propose statements for the five situations of an indicator, ready to be edited by those whom it is about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.database import Connection
from shared.identity import Identity
from shared.vocabulary.codebook import Codebook

from ...errors import ScopeUnknown
from ...mirror import Mirror
from ...selecting import Filters, exact_reach, select
from ...trends import label, notice
from .gathering import Said, gather, typical
from .placing import LEVELS
from .schemas import IndicatorProposal, ProposedSituation, ProposedWords


@dataclass(frozen=True)
class Wanted:
    """Whose words, and about what."""

    territory: UUID
    component: str
    filters: Filters
    words: int = 5
    language: str = "en"


async def propose_indicator(
    mirror: Mirror, connection: Connection, identity: Identity, wanted: Wanted, codebook: Codebook, as_of: datetime
) -> IndicatorProposal:
    """Propose an indicator from what was said; raises ``ScopeUnknown``, ``ScopeNotYours`` and ``CubeNotPublic``."""
    place = mirror.territories.get(wanted.territory)
    scopes = exact_reach(mirror, identity, wanted.territory)
    if place is None:
        raise ScopeUnknown
    groups = select(mirror, wanted.filters, scopes).groups
    said = await gather(connection, mirror, identity, groups, scopes, wanted.component)
    situations = [_situation(mirror, said, level, wanted.words) for level in LEVELS]
    others = [row for row, found in enumerate(said.rows) if found["question"] not in ("wellbeing", "illbeing")]
    name = label(codebook, wanted.component, wanted.language)
    return IndicatorProposal(
        territory=wanted.territory,
        territory_name=place.name,
        component=wanted.component,
        label=name,
        situations=situations,
        to_do=[_words(said, row) for row in typical(mirror, said, others, wanted.words)],
        n_criteria=len(said.rows),
        n_placed=sum(placed is not None for placed in said.placed),
        draft=_draft(name or wanted.component, f"{codebook.version}/{wanted.component}", situations),
        cut=said.cut,
        codebook=notice(codebook),
        as_of=as_of,
    )


def _situation(mirror: Mirror, said: Said, level: int, most: int) -> ProposedSituation:
    those = [row for row, placed in enumerate(said.placed) if placed is not None and placed.level == level]
    return ProposedSituation(
        level=level,
        n_criteria=len(those),
        n_groups=len({int(said.groups[row]) for row in those}),
        words=[_words(said, row) for row in typical(mirror, said, those, most)],
    )


def _words(said: Said, row: int) -> ProposedWords:
    placed = said.placed[row]
    return ProposedWords(**said.rows[row], placed_by=placed.by if placed else "question")


def _draft(title: str, component: str, situations: list[ProposedSituation]) -> dict[str, Any]:
    """Give a body for an indicator: for each situation its most typical words in each language that has any."""
    statements = []
    for situation in situations:
        texts: dict[str, str] = {}
        for words in situation.words:
            texts.setdefault(words.language, words.text)
        if texts:
            statements.append({"level": situation.level, "texts": texts})
    drawn_from = [str(words.id) for situation in situations for words in situation.words]
    return {"title": title, "components": [component], "statements": statements, "criteria": drawn_from}
