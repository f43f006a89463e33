"""What components, rights and places are called in one report: by the platform's own agreed terms where it has them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from shared.vocabulary.codebook import Codebook
from shared.vocabulary.rights import UnknownRight, find

from ..process.records import KnownRecord
from .document import Coded, Place
from .records import Ledger, Right, code, rights, text

Terms = dict[str, str]


@dataclass(frozen=True)
class Naming:
    """Names things for one report in one language."""

    codebook: Codebook
    language: str
    terms: Terms = field(default_factory=dict)
    """Agreed terms by component (``A03``) or right (``udhr/1948/25``)."""
    _known: dict[str | Right, Coded] = field(default_factory=dict)
    """What was named already: a report names the same few things again and again."""

    def component(self, code: str) -> Coded:
        """Name a component or dimension."""
        if code not in self._known:
            self._known[code] = self._component(code)
        return self._known[code]

    def _component(self, code: str) -> Coded:
        if code in self.terms:
            return Coded(code=code, label=self.terms[code], own=True)
        entry = self.codebook.entries.get(code) or self.codebook.dimensions.get(code)
        return Coded(code=code, label=_in(entry.labels, self.language) if entry else "")

    def components(self, found: Iterable[str]) -> list[Coded]:
        """Name several."""
        return [self.component(code) for code in found]

    def right(self, right: Right) -> Coded:
        """Name a right; one that is not known here keeps its code alone."""
        if right not in self._known:
            self._known[right] = self._right(right)
        return self._known[right]

    def _right(self, right: Right) -> Coded:
        framework, version, item = right
        key = "/".join(part for part in right if part)
        if key in self.terms:
            return Coded(code=key, label=self.terms[key], own=True)
        try:
            names = find(framework, item, version or None).names
        except UnknownRight:
            return Coded(code=key, label="")
        return Coded(code=key, label=_in(names, self.language))

    def rights(self, found: Iterable[Right]) -> list[Coded]:
        """Name several."""
        return [self.right(right) for right in found]

    def aspect(self, aspect: str) -> Coded:
        """Name what is judged: a component, a right, or a phase, whose name is in the words of a report."""
        if "/" not in aspect:
            return self.component(aspect)
        parts = aspect.split("/")
        return Coded(code=aspect, label="") if len(parts) != 3 else self.right((parts[0], parts[1], parts[2]))

    @property
    def glossary(self) -> list[Coded]:
        """Give the terms used here, by what they name."""
        return [Coded(code=code, label=term, own=True) for code, term in sorted(self.terms.items())]


def _in(labels: dict[str, str], language: str) -> str:
    return labels.get(language) or labels.get("en") or next(iter(labels.values()), "")


def agreed_terms(found: Iterable[KnownRecord], territory: UUID, language: str) -> Terms:
    """Choose the terms that name something here: agreed, in the report's language, of the territory's own platforms.

    A later term goes before an earlier one.
    """
    terms: Terms = {}
    for record in found:
        said, body = text(record.body, "term"), record.body
        if record.territory_id != territory or body.get("state") != "agreed" or said is None:
            continue
        if str(body.get("language") or "").split("-")[0] != language:
            continue
        if named := code(body, "label_for_component"):
            terms[named] = said
        if right := body.get("label_for_right"):
            terms["/".join(rights({"rights": [right]})[0])] = said
    return terms


def place_of(ledger: Ledger, record: KnownRecord, here: UUID) -> Place | None:
    """Tell where a record is from, if that is not the territory itself."""
    if record.territory_id is None or record.territory_id == here:
        return None
    return Place(id=record.territory_id, name=ledger.territories.get(record.territory_id, ""))
