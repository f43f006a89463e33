"""The crosswalk of a codebook version: its links to rights, and the rights that it has no word for."""

from functools import lru_cache

from ..codebook import Codebook, codebooks
from .frameworks import Framework, Item
from .rows import CrosswalkRow, MeaningRow, Strength, meaning_rows, shipped_rows

__all__ = ["CrosswalkRow", "MeaningRow", "Strength", "crosswalk", "inexpressible", "meanings"]


@lru_cache(maxsize=32)
def crosswalk(codebook_version: str) -> tuple[CrosswalkRow, ...]:
    """Give the links of a codebook version: the rows shipped for it, else those that its own file brings.

    A version without either, or one that is not known, has none. The links of people are not here: platforms keep
    theirs as records. Raises ``ValidationError`` for a codebook file that names a right which is not there.
    """
    if rows := shipped_rows().get(codebook_version):
        return rows
    codebook = codebooks().get(codebook_version)
    return tuple(_own_rows(codebook)) if codebook else ()


def meanings(codebook_version: str) -> tuple[MeaningRow, ...]:
    """Give the rights that detailed meanings point to, in a codebook version."""
    return tuple(row for row in meaning_rows() if row.codebook == codebook_version)


def inexpressible(framework: Framework, codebook_version: str) -> tuple[Item, ...]:
    """Give the items of a framework that no component leads to, in their order.

    Nobody can be counted under them, so silence there is the vocabulary's and not people's. A framework of process
    is not read from words at all, and has none.
    """
    if framework.nature == "process":
        return ()
    of = (framework.id, framework.version)
    reached = {row.item for row in crosswalk(codebook_version) if (row.framework, row.version) == of}
    return tuple(item for item in framework.items if item.item not in reached)


def _own_rows(codebook: Codebook) -> list[CrosswalkRow]:
    return [
        CrosswalkRow(
            codebook=codebook.version,
            component=entry.code,
            framework=framework,
            item=item,
            strength=entry.rights_strength or "weak",
            author=codebook.title,
        )
        for entry in codebook.entries.values()
        for framework, items in entry.rights.items()
        for item in items
    ]
