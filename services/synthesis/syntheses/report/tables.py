"""All figures of a synthesis as one long table: a line a figure, the same columns for every part."""

from dataclasses import fields

from shared.vocabulary.codebook import Codebook

from ..schemas import Synthesis
from .cells import line_of
from .long_table import Figure, figures
from .parts.telling import Telling
from .wording import Wording

COLUMNS = tuple(field.name for field in fields(Figure))
"""Columns of the table, in their order."""


def write_csv(synthesis: Synthesis, codebook: Codebook, language: str) -> str:
    """Give every figure of a synthesis; labels are in the language asked for, numbers have a decimal point."""
    lines = [line_of(COLUMNS)]
    if synthesis.document is not None:
        telling = Telling(synthesis, synthesis.document, codebook, Wording(language))
        lines += [line_of(getattr(figure, name) for name in COLUMNS) for figure in figures(telling)]
    return "".join(lines)
