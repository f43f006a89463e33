"""Names the topics of all layers in every language asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np

from ..coding.examples import Examples
from ..encoding.encoder import Vectors
from .borrowing import Lender
from .centres import centre, typicality
from .choosing import choose
from .chosen import Chosen, Found
from .covering import fair, hear, large_parts
from .even_words import even_words
from .fitting import fits
from .leading import Components
from .lent import Lent, Words
from .phrases import Phrases, find_phrases
from .said import Ints, Mask, Said, Uses, primary_tag, uses
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
    names = _Names(phrases, own, Lender(components, examples, mean), mean, languages)
    return [names.layer(number, topic, vectors, said_uses) for number, topic in enumerate(layers)]


def _reference(layers: Sequence[Ints]) -> Ints:
    """The layer nearest to 25 topics: fine enough to see what differs, broad enough to count."""
    return min(layers, key=lambda topic: abs(int(topic.max(initial=0)) + 1 - 25))


class _Names:
    def __init__(self, phrases: Phrases, spoken: Ints, lender: Lender, mean: Vectors, tags: Sequence[str]) -> None:
        self.phrases, self.spoken, self.lender, self.mean, self.tags = phrases, spoken, lender, mean, tags
        self.wanted = [primary_tag(tag) for tag in tags]
        self._surfaces: dict[int, str] = {}

    def layer(self, number: int, topic: Ints, vectors: Vectors, said_uses: Uses) -> list[dict[str, TopicLabel]]:
        centred = centre(vectors, topic)
        n_topics = len(centred.centres)
        heard = hear(said_uses, topic, self.spoken, n_topics, len(self.phrases.languages))
        weighed = weigh(self.phrases, said_uses, topic, n_topics, typicality(centred))
        shared = fair(heard, weighed, self.phrases.language[weighed.phrase])
        fit = partial(fits, self.phrases, vectors, centred, self.mean)
        found = choose(self.phrases, weighed, heard.groups, fit, shared)
        order = np.lexsort((np.arange(n_topics), -heard.groups)).tolist()
        own = {name: self._own(name, order, found) for name in self.phrases.languages}
        thin = {name: self._thin(name, found) for name in self.phrases.languages}
        large = large_parts(heard)
        best = [self._best(topic, own, large[topic]) for topic in range(n_topics)]
        second = [self._best(topic, thin, np.ones_like(large[topic])) for topic in range(n_topics)]
        sizes = np.rint(heard.said.sum(axis=1)).astype(np.int64)
        labels: list[dict[str, TopicLabel]] = [{} for _ in range(n_topics)]
        for tag in self.tags:
            language, titles = primary_tag(tag), Titles()
            spoken, few = own.get(language, {}), thin.get(language, {})
            titles.take(label.label for label in spoken.values())
            for row in order:
                phrases = few[row].key_phrases if row in few else ()
                words = Words(phrases, self._telling(language, row, found), best[row], second[row])
                lent = Lent(self.lender, number, row, centred.centres[row], sizes, language, words)
                labels[row][tag] = spoken[row] if row in spoken else lent.label(titles, self.wanted)
        return labels

    def _best(self, topic: int, labels: Mapping[str, Mapping[int, TopicLabel]], heard: Mask) -> TopicLabel | None:
        """The label to show to readers of other languages, from those heard (l); those asked for come first."""
        names = [name for name, large in zip(self.phrases.languages, heard, strict=True) if large]
        readers = sorted(names, key=_place_in(self.wanted))
        return _best([labels[name][topic] for name in readers if topic in labels[name]])

    def _telling(self, language: str, topic: int, found: Found) -> list[str]:
        if language not in self.phrases.languages:
            return []
        every = found.get((topic, self.phrases.languages.index(language)), ())
        return [self._surface(one.phrase) for one in every if one.telling]

    def _own(self, language: str, order: Sequence[int], found: Found) -> dict[int, TopicLabel]:
        """Labels in the words of one language, of topics that carry such words; the greatest topics choose first."""
        number, titles = self.phrases.languages.index(language), Titles()
        labels = {}
        for topic in order:
            every = found.get((topic, number), ())
            if chosen := [one for one in every if one.carried]:
                reserve = self._parts([one for one in every if not one.carried])
                title = titles.give(self._parts(chosen), reserve)
                labels[topic] = TopicLabel(title, "words", language, self._key_phrases(every))
        return labels

    def _thin(self, language: str, found: Found) -> dict[int, TopicLabel]:
        """The first phrase that stands for a topic, whether it carries the topic or not."""
        number = self.phrases.languages.index(language)
        phrases = {topic: self._key_phrases(every) for (topic, spoken), every in found.items() if spoken == number}
        return {topic: TopicLabel(some[0].text, "words", language, some) for topic, some in phrases.items() if some}

    def _key_phrases(self, every: Sequence[Chosen]) -> tuple[KeyPhrase, ...]:
        return tuple(KeyPhrase(self._surface(one.phrase), one.score, one.n_groups) for one in every if not one.spare)

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
