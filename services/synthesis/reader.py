"""The reader of statements: an encoder, the language taken out, and a coder for one codebook version."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .engine.coding.codebook_vectors import CodebookEntry
from .engine.coding.coder import Coder
from .engine.coding.examples import Examples, Lesson
from .engine.coding.meanings import Meanings
from .engine.coding.proposals import Proposals
from .engine.encoding.encoder import Encoder, ModelCard, Vectors
from .engine.encoding.language import LanguageNeutralizer, fit_neutralizer
from .engine.encoding.loading import load_encoder
from .settings import SynthesisSettings


@dataclass(frozen=True)
class Ranked:
    """The code that is proposed, and the best three with their scores."""

    code: str | None
    codes: list[str]
    scores: list[float]


@dataclass(frozen=True)
class Proposed:
    """What is proposed for one statement as an answer to one question."""

    ranked: Ranked
    meaning: str | None = None
    meaning_score: float | None = None
    contested: float = 0.0
    blind: Ranked | None = None
    """Where people have coded these very words and the coder learnt from it: what it would say had it not."""

    @property
    def code(self) -> str | None:
        """The code that is proposed, None when it is left to people."""
        return self.ranked.code


@dataclass(frozen=True)
class Teacher:
    """What a coder is made of but for lessons: a codebook's entries, their vectors, and the seeds."""

    entries: Sequence[CodebookEntry]
    described: Vectors
    seeds: Examples

    def coder(self, lessons: Sequence[Lesson] = (), vectors: Vectors | None = None) -> Coder:
        """Give a coder that has learnt the seeds, and lessons (m) with their vectors (m, d)."""
        examples = self.seeds if vectors is None else self.seeds.taught(lessons, vectors)
        return Coder().fit(self.entries, self.described, examples)


class Speech:
    """Turns texts into vectors; enough for search, where nothing is coded."""

    def __init__(self, encoder: Encoder, neutralizer: LanguageNeutralizer) -> None:
        """Join an encoder with the neutralizer that was learnt for it."""
        self.encoder = encoder
        self.neutralizer = neutralizer
        self._one_at_a_time = asyncio.Lock()

    @classmethod
    def load(cls, settings: SynthesisSettings, threads: int | None = None) -> "Speech":
        """Load the encoder that the settings name; takes seconds and reads nothing from a network."""
        folder = settings.model_folder()
        place = settings.encoder_url if settings.encoder == "remote" else folder
        card = ModelCard() if settings.encoder_prompts else replace(ModelCard(), prompt="")
        encoder = load_encoder(settings.encoder, place, threads or settings.threads, card=card)
        return cls(encoder, fit_neutralizer(encoder, settings.learnt_folder()))

    async def encode(self, texts: Sequence[str]) -> Vectors:
        """Give raw vectors (n, d), as they are stored."""
        async with self._one_at_a_time:
            return await asyncio.to_thread(self.encoder.encode, texts)

    async def understand(self, text: str) -> Vectors:
        """Give one text's vector (d) without its language."""
        raw = await self.encode([text])
        vector: Vectors = self.neutralizer.transform(raw)[0]
        return vector


class Reader(Speech):
    """Also proposes codes and meanings; what workers load."""

    def __init__(
        self,
        encoder: Encoder,
        neutralizer: LanguageNeutralizer,
        coder: Coder,
        codebook: str,
        coder_version: str,
        teacher: Teacher | None = None,
        meanings: Meanings | None = None,
    ) -> None:
        """Join the parts of a reading; ``codebook`` and ``coder_version`` name what proposals come from.

        With a ``teacher`` the coder can be made again with what people have coded; ``meanings`` proposes those.
        """
        super().__init__(encoder, neutralizer)
        self.coder = coder
        self.codebook = codebook
        self.coder_version = coder_version
        self.teacher = teacher
        self.meanings = meanings

    def taught(self, coder: Coder, coder_version: str) -> "Reader":
        """Give a reader that differs in its coder only."""
        return Reader(self.encoder, self.neutralizer, coder, self.codebook, coder_version, self.teacher, self.meanings)

    async def propose(self, raw: Vectors, texts: Sequence[str], questions: Sequence[Sequence[str]]) -> list[Proposed]:
        """Propose codes for each text and each question it answers, in that order."""
        return await asyncio.to_thread(self._propose, raw, texts, questions)

    def _propose(self, raw: Vectors, texts: Sequence[str], questions: Sequence[Sequence[str]]) -> list[Proposed]:
        rows = [row for row, asked in enumerate(questions) for _ in asked]
        roles = [question for asked in questions for question in asked]
        if not rows:
            return []
        neutral = self.neutralizer.transform(raw)[rows]
        said = [texts[row] for row in rows]
        found = self.coder.propose(neutral, said, roles)
        contested = self.coder.contested(neutral, found)
        recall = self.coder.recall(said, roles)
        blind = {row: _ranked(recall.proposals, position) for position, row in enumerate(recall.rows.tolist())}
        meanings = self.meanings.propose(neutral, said, roles) if self.meanings else [(None, None)] * len(rows)
        return [
            Proposed(_ranked(found, row), meaning, score, round(float(contested[row]), 4), blind.get(row))
            for row, (meaning, score) in enumerate(meanings)
        ]


def _ranked(found: Proposals, row: int) -> Ranked:
    return Ranked(
        found.code(row),
        [found.codes[entry] for entry in found.ranked[row]],
        [round(float(score), 4) for score in found.scores[row]],
    )
