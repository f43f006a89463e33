"""The report of a synthesis, as a page, a text and tables: pure functions, without web and without database.

``as_html``, ``as_markdown`` and ``as_csv`` tell the figures of a synthesis; ``as_iramuteq`` and ``as_flat_csv`` hand
its criteria to other programs.
"""

from shared.vocabulary.codebook import Codebook

from ..schemas import Synthesis
from .flat import as_flat_csv
from .html import write_html
from .iramuteq import as_iramuteq
from .markdown import write_markdown
from .rows import Said
from .tables import write_csv
from .whole import tell

__all__ = ["Said", "as_csv", "as_flat_csv", "as_html", "as_iramuteq", "as_markdown"]


def as_html(synthesis: Synthesis, codebook: Codebook, language: str) -> str:
    """Give the report as one page that needs no script and no network.

    ``language`` is a BCP 47 tag; sentences are in en, fr, pt or it, and in English for every other.
    """
    return write_html(tell(synthesis, codebook, language))


def as_markdown(synthesis: Synthesis, codebook: Codebook, language: str) -> str:
    """Give the report as Markdown, with the same sentences, tables and quotes."""
    return write_markdown(tell(synthesis, codebook, language))


def as_csv(synthesis: Synthesis, codebook: Codebook, language: str) -> str:
    """Give all figures as one long table, a line a figure."""
    return write_csv(synthesis, codebook, language)
