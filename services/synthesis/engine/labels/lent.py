"""A label for a topic that its own words do not carry: from the codebook, an example, or another language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..encoding.encoder import Vectors
from .borrowing import NEAR, Lender, Loan
from .said import Ints
from .titles import Part, Titles
from .topic_label import KeyPhrase, Source, TopicLabel


@dataclass(frozen=True)
class Words:
    """The words that a topic has all the same."""

    own: tuple[KeyPhrase, ...]
    """Phrases in the language asked for, none of which may name it."""
    telling: list[str]
    """Those of them that many said all the same."""
    best: TopicLabel | None
    """Its label in the words of another language, which is a large part of it."""
    thin: TopicLabel | None
    """The best phrase of all, in any language."""


@dataclass(frozen=True)
class Lent:
    """What may be lent to one topic of a layer in one language."""

    lender: Lender
    layer: int
    topic: int
    centre: Vectors
    sizes: Ints
    """(k) criteria of the layer's topics."""
    language: str
    words: Words

    def label(self, titles: Titles, wanted: Sequence[str]) -> TopicLabel:
        """The first label there is; `wanted` are the languages that readers ask for."""
        loan = self.lender.components_of(self.layer, self.topic, self.centre, self.language, self.sizes)
        if loan.names:
            return self._told(titles.give_whole(_parts(loan.names), self._reserve(loan)), "component")
        if example := self.lender.example(self.centre, self.language):
            return self._told(titles.give_whole(_parts([example]), self._reserve(loan)), "example")
        if self.words.best:
            return self._other(self.words.best, titles)
        return self._last(titles, loan, wanted)

    def _last(self, titles: Titles, loan: Loan, wanted: Sequence[str]) -> TopicLabel:
        """What has the largest share, in a language there is; else what few said; else a number."""
        reserve = self._reserve(loan)
        for tongue in (self.language, *wanted, "en"):
            if labels := self.lender.most(self.layer, self.topic, self.centre, tongue):
                return replace(self._told(titles.give_whole(_parts(labels), reserve), "component"), language=tongue)
        if self.words.own:
            return self._told(titles.give_whole(_parts([self.words.own[0].text]), reserve), "words")
        if self.words.thin:
            return self._other(self.words.thin, titles)
        return TopicLabel(titles.give_whole(_parts([str(self.topic + 1)])), "other-language", "und")

    def _reserve(self, loan: Loan) -> list[Part]:
        """What may tell the topic from another of the same name, the best first."""
        example = self.lender.example(self.centre, self.language, NEAR)
        own = [one.text for one in self.words.own]
        nearer = [*loan.nearer, *self.words.telling, *loan.farther]
        most = self.lender.most(self.layer, self.topic, self.centre, self.language)
        return [*_parts([*nearer, *([example] if example else []), *own, *most]), *self._others()]

    def _told(self, title: str, source: Source) -> TopicLabel:
        return TopicLabel(title, source, self.language, self.words.own)

    def _other(self, label: TopicLabel, titles: Titles) -> TopicLabel:
        return replace(label, label=titles.give_whole(_parts([label.label]), self._others()), source="other-language")

    def _others(self) -> list[Part]:
        best = self.words.best or self.words.thin
        return _parts(one.text for one in best.key_phrases) if best else []


def _parts(texts: Iterable[str]) -> list[Part]:
    return [Part(text, 1, frozenset((text.casefold(),))) for text in texts]
