"""Names the topics of all layers in every language asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from ..coding.examples import Examples
from ..encoding.encoder import Vectors
from .borrowing import Components, Lender
from .centres import centre, typicality
from .choosing import Chosen, Found, choose
from .even_words import even_words
from .fitting import fits
from .phrases import Phrases, find_phrases
from .said import Ints, Said, Uses, primary_tag, uses
from .surfaces import surface
from .titles import Part, Titles
from .topic_label import KeyPhrase, TopicLabel
from .weighing import weigh


def name_topics(
    texts: Sequence[str],
    vectors: Vectors,
    said: Said,
    layers: Sequence[Ints],
    languages: Sequence[str],
    *,
    components: Components | None = None,
    examples: Examples | None = None,
) -> list[list[dict[str, TopicLabel]]]:
    """For each layer and topic, a label by language tag asked for; labels of a layer differ within each language.

    Statements (n) have texts, unit vectors (n, d) and, for each layer, a topic (n; -1 for none). `examples` are the
    codebook's seeds with their vectors of the same kind. A topic without any word is called by a number. Words are
    compared with those of all topics of the same layer. Deterministic; linear in the length of texts and in layers.
    """
    if not len(texts):
        return [[] for _ in layers]
    spoken, own = said.languages(len(texts))
    said_uses = uses(said)
    n_groups = np.bincount(said_uses[0], minlength=len(texts))
    even = partial(even_words, _reference(layers)) if layers else None
    phrases = find_phrases(texts, own, spoken, n_groups, even)
    mean = vectors.mean(axis=0)
    names = _Names(phrases, Lender(components, examples, mean), mean, languages)
    return [names.layer(number, topic, vectors, said_uses) for number, topic in enumerate(layers)]


def _reference(layers: Sequence[Ints]) -> Ints:
    """The layer nearest to 25 topics: fine enough to see what differs, broad enough to count."""
    return min(layers, key=lambda topic: abs(int(topic.max(initial=0)) + 1 - 25))


class _Names:
    def __init__(self, phrases: Phrases, lender: Lender, mean: Vectors, tags: Sequence[str]) -> None:
        self.phrases, self.lender, self.mean, self.tags = phrases, lender, mean, tags
        self.wanted = [primary_tag(tag) for tag in tags]
        self._surfaces: dict[int, str] = {}

    def layer(self, number: int, topic: Ints, vectors: Vectors, said_uses: Uses) -> list[dict[str, TopicLabel]]:
        centred = centre(vectors, topic)
        n_topics = len(centred.centres)
        weighed = weigh(self.phrases, said_uses, topic, n_topics, typicality(centred))
        sizes = _groups(topic, said_uses, n_topics)
        found = choose(self.phrases, weighed, sizes, partial(fits, self.phrases, vectors, centred, self.mean))
        order = np.lexsort((np.arange(n_topics), -sizes)).tolist()
        own = {name: self._own(name, order, found) for name in self.phrases.languages}
        readers = sorted(self.phrases.languages, key=_place_in(self.wanted))
        best = [_best([own[name][topic] for name in readers if topic in own[name]]) for topic in range(n_topics)]
        labels: list[dict[str, TopicLabel]] = [{} for _ in range(n_topics)]
        for tag in self.tags:
            language, titles = primary_tag(tag), Titles()
            spoken = own.get(language, {})
            titles.take(label.label for label in spoken.values())
            for row in order:
                lent = partial(self._lent, number, row, centred.centres[row], language, best[row], titles)
                labels[row][tag] = spoken[row] if row in spoken else lent()
        return labels

    def _own(self, language: str, order: Sequence[int], found: Found) -> dict[int, TopicLabel]:
        """Labels in the words of one language, of the topics that have such words; the greatest topics choose first."""
        number, titles = self.phrases.languages.index(language), Titles()
        labels = {}
        for topic in order:
            every = found.get((topic, number), ())
            if chosen := [one for one in every if not one.spare]:
                phrases = tuple(KeyPhrase(self._surface(one.phrase), one.score, one.n_groups) for one in chosen)
                spare = self._parts([one for one in every if one.spare])
                labels[topic] = TopicLabel(titles.give(self._parts(chosen), spare), "words", language, phrases)
        return labels

    def _lent(
        self, layer: int, topic: int, middle: Vectors, language: str, best: TopicLabel | None, titles: Titles
    ) -> TopicLabel:
        """A label for a topic without words of its own in a language."""
        reserve = [_part(one.text) for one in best.key_phrases] if best else []
        if label := self.lender.component(layer, topic, middle, language):
            return TopicLabel(titles.give([_part(label)], reserve), "component", language)
        if example := self.lender.example(middle, language):
            return TopicLabel(titles.give([_part(example)], reserve), "example", language)
        if best:
            return replace(best, label=titles.give([_part(best.label)], reserve), source="other-language")
        for tongue in (language, *self.wanted, "en"):
            if label := self.lender.component(layer, topic, middle, tongue, surely=False):
                return TopicLabel(titles.give([_part(label)]), "component", tongue)
        return TopicLabel(titles.give([_part(str(topic + 1))]), "other-language", "und")

    def _parts(self, chosen: Sequence[Chosen]) -> list[Part]:
        return [
            Part(self._surface(one.phrase), one.rank, frozenset(self.phrases.keys[one.phrase].tolist()) - {-1})
            for one in chosen
        ]

    def _surface(self, phrase: int) -> str:
        if phrase not in self._surfaces:
            self._surfaces[phrase] = surface(self.phrases, phrase)
        return self._surfaces[phrase]


def _place_in(order: Sequence[str]) -> Callable[[str], tuple[int, str]]:
    return lambda name: (order.index(name) if name in order else len(order), name)


def _best(labels: Sequence[TopicLabel]) -> TopicLabel | None:
    """The first label of those whose phrases are shared by at least half as many groups as any other's."""
    shared = [max(one.n_groups for one in label.key_phrases) for label in labels]
    return next((label for label, n in zip(labels, shared, strict=True) if n * 2 >= max(shared)), None)


def _part(text: str) -> Part:
    return Part(text, 1, frozenset((text.casefold(),)))


def _groups(topic: Ints, said_uses: Uses, n_topics: int) -> Ints:
    """Groups heard in each topic."""
    statement, group, _ = said_uses
    of = topic[statement]
    pairs = np.unique(np.stack([of[of >= 0], group[of >= 0]], axis=1), axis=0)
    return np.bincount(pairs[:, 0], minlength=n_topics)
