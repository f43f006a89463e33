"""SPIRAL's code grammar: ``OBJECT/MEANING/BENEFICIARY``, as in ``A01-11/P15/k``.

The grammar is fixed; the letters and entries are whatever the loaded codebook version declares. Zeros climb
to the general level: ``A00-00/O-00/i``, ``A00`` and ``A`` mean the same, and the shortest form is kept, but
for the general entry of a dimension, which codebooks list as ``A00``.
Source: wikispiral.org, "Codification" and "Meaning code".
"""

import re
from dataclasses import dataclass

from .codebook import Codebook

_CODE = re.compile(
    r"(?P<dimension>[A-Z])(?P<component>\d{2})?(?:-(?P<theme>\d{2}))?"
    r"(?:/(?P<meaning>[A-Z])-?(?P<detail>\d{2}|--)?)?"
    r"(?:/(?P<beneficiary>[a-z]))?"
)
GENERAL_BENEFICIARY = "i"


class UnknownCode(ValueError):
    """A code that the codebook does not have; it is never coined."""


@dataclass(frozen=True)
class Code:
    """One code in its shortest form."""

    component: str
    theme: str | None = None
    meaning: str | None = None
    beneficiary: str | None = None

    def __str__(self) -> str:
        """Write the code as people do."""
        text = self.component + (f"-{self.theme}" if self.theme else "")
        if self.meaning:
            text += f"/{self.meaning}"
        return text + (f"/{self.beneficiary}" if self.beneficiary else "")

    @property
    def dimension(self) -> str:
        """Give the letter of the dimension."""
        return self.component[0]


def parse_code(text: str, codebook: Codebook) -> Code:
    """Read a code and check it against a codebook version; raises ``UnknownCode`` with what was expected."""
    match = _CODE.fullmatch(text.strip().replace(" ", ""))
    if match is None:
        raise UnknownCode("a code reads OBJECT/MEANING/BENEFICIARY, such as A01, A01/P15 or A01-11/P15/k")
    component = match["dimension"] + (match["component"] or "00")
    if component not in codebook.entries:
        raise UnknownCode(f"codebook {codebook.version} has no entry {component}")
    theme = None if match["theme"] in (None, "00") else match["theme"]
    meaning = match["meaning"]
    if meaning is not None and meaning not in codebook.meanings:
        letters = ", ".join(sorted(codebook.meanings))
        raise UnknownCode(f"codebook {codebook.version} has the meaning letters {letters}")
    detail = match["detail"]
    if meaning and detail not in (None, "00", "--"):
        meaning += detail
    elif meaning and detail in ("00", "--") and match["beneficiary"] in (None, GENERAL_BENEFICIARY):
        # `O-00` is the general meaning: it says nothing that the object alone does not say.
        meaning = None if detail == "00" else meaning
    beneficiary = None if match["beneficiary"] == GENERAL_BENEFICIARY else match["beneficiary"]
    return Code(component, theme, meaning, beneficiary)
