"""The reader of statements: an encoder, the language taken out, and a coder for one codebook version."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from .engine.coding.coder import Coder
from .engine.encoding.encoder import Encoder, Vectors
from .engine.encoding.language import LanguageNeutralizer, fit_neutralizer
from .engine.encoding.loading import load_encoder
from .settings import SynthesisSettings


@dataclass(frozen=True)
class Proposed:
    """What is proposed for one statement as an answer to one question."""

    code: str | None
    codes: list[str]
    scores: list[float]


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
        encoder = load_encoder(settings.encoder, place, threads or settings.threads)
        learnt = folder if settings.encoder in ("onnx", "torch") else None
        return cls(encoder, fit_neutralizer(encoder, learnt))

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
    """Also proposes codes; what workers load."""

    def __init__(
        self,
        encoder: Encoder,
        neutralizer: LanguageNeutralizer,
        coder: Coder,
        codebook: str,
        coder_version: str,
    ) -> None:
        """Join the parts of a reading; ``codebook`` and ``coder_version`` name what proposals come from."""
        super().__init__(encoder, neutralizer)
        self.coder = coder
        self.codebook = codebook
        self.coder_version = coder_version

    async def propose(self, raw: Vectors, texts: Sequence[str], questions: Sequence[Sequence[str]]) -> list[Proposed]:
        """Propose codes for each text and each question it answers, in that order."""
        return await asyncio.to_thread(self._propose, raw, texts, questions)

    def _propose(self, raw: Vectors, texts: Sequence[str], questions: Sequence[Sequence[str]]) -> list[Proposed]:
        rows = [row for row, asked in enumerate(questions) for _ in asked]
        roles = [question for asked in questions for question in asked]
        if not rows:
            return []
        neutral = self.neutralizer.transform(raw)[rows]
        found = self.coder.propose(neutral, [texts[row] for row in rows], roles)
        return [
            Proposed(
                code=found.code(row),
                codes=[found.codes[entry] for entry in ranked],
                scores=[round(float(score), 4) for score in scores],
            )
            for row, (ranked, scores) in enumerate(zip(found.ranked, found.scores, strict=True))
        ]
