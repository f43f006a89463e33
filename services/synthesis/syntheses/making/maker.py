"""Makes the whole document of a synthesis: the same inputs, request and threads give the same figures, bit for bit."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from threadpoolctl import threadpool_limits

from shared.vocabulary.codebook import Codebook, default_codebook

from ...engine.coding.examples import Examples
from ...engine.encoding.encoder import Vectors
from ...engine.encoding.language import LanguageNeutralizer
from ...reader import Reader
from ..document import Document
from ..inputs import Inputs
from ..placing import Placement, unpacked_placement
from ..schemas import NewSynthesis
from .changes import by_country, changes
from .contrasts import contrasts, setting
from .disagreements import Doubt, disagreements
from .gathering_topics import Before, gather_topics, know_again
from .maps import alike_territories, maps
from .profiles import profiles
from .topics import Telling, label_topics, tell_isolated, tell_layers
from .units import units
from .voices import voices
from .voicing import Quoting

Told = Callable[[str, float], None]


@dataclass(frozen=True)
class Made:
    """What was found, and where its topics lie."""

    document: Document
    placement: Placement
    doubts: list[Doubt]
    """Statements that people should look at: their code is foreign to their topic."""


class Maker:
    """Thinks; holds what all syntheses share: how language is taken out of vectors, the codebook, its examples."""

    def __init__(self, neutralizer: LanguageNeutralizer, codebook: Codebook, examples: Examples | None) -> None:
        """Keep what is needed; nothing is computed yet."""
        self.neutralizer = neutralizer
        self.codebook = codebook
        self.examples = examples

    @classmethod
    def of(cls, reader: Reader) -> "Maker":
        """Make a maker that understands vectors as a reader does."""
        return cls(reader.neutralizer, default_codebook(), reader.teacher.seeds if reader.teacher else None)

    def reading(self, codebook: Codebook) -> "Maker":
        """Give a maker that differs in its codebook only."""
        return Maker(self.neutralizer, codebook, self.examples)

    def make(self, inputs: Inputs, request: NewSynthesis, before: Before | None, threads: int, told: Told) -> Made:
        """Make the document; ``told`` hears of each phase, and may raise to stop the work."""
        with threadpool_limits(threads):
            return self._make(inputs, request, before, threads, told)

    def _make(self, inputs: Inputs, request: NewSynthesis, before: Before | None, threads: int, told: Told) -> Made:
        neutral = self._neutral(inputs)
        quoting = Quoting(inputs, neutral)
        told("profiles", 0.05)
        found_profiles = profiles(inputs, self.codebook, quoting, request.resamplings, request.seed)
        told("contrasts", 0.15)
        laid_out = setting(inputs, self.codebook)
        found_contrasts = [
            contrasts(inputs, self.codebook, laid_out, axis, quoting, request.resamplings, request.seed)
            for axis in dict.fromkeys(request.contrast_by)
        ]
        told("topics", 0.3)
        said = units(inputs, neutral)
        gathered = gather_topics(said, request.copies, threads)
        identities, free, lineage = know_again(inputs, said, gathered, before)
        told("labels", 0.55)
        telling = Telling(
            inputs=inputs,
            units=said,
            gathered=gathered,
            identities=identities,
            codebook=self.codebook,
            examples=self.examples,
            languages=[str(language) for language in request.label_languages],
            axes=list(dict.fromkeys([*request.contrast_by, "country"])),
            resamplings=request.resamplings,
            seed=request.seed,
        )
        layers = tell_layers(telling, label_topics(telling)) if gathered.layers else []
        foreign, doubts = disagreements(inputs, said, gathered, self.codebook)
        told("changes", 0.9)
        document = Document(
            voices=voices(inputs),
            profiles=found_profiles,
            contrasts=found_contrasts,
            layers=layers,
            isolated=tell_isolated(inputs, said, gathered),
            lineage=lineage,
            disagreements=foreign,
            changes=changes(inputs, self.codebook),
            countries=by_country(inputs, self.codebook),
            maps=maps(inputs, self.codebook, list(dict.fromkeys([*request.contrast_by, "country"]))),
            alike=alike_territories(inputs, self.codebook, request.seed),
        )
        told("writing", 0.99)
        placement = Placement(
            statement_ids=inputs.statement_ids[said.statement],
            sides=said.sides,
            layers=gathered.layers,
            least=gathered.least,
            isolated=gathered.isolated,
            identities=identities,
            next_identity=free,
        )
        return Made(document, placement, doubts)

    def _neutral(self, inputs: Inputs) -> Vectors:
        """Take the language out of what was read; what was not stays zero."""
        result = np.zeros_like(inputs.vectors)
        read = inputs.has_vector
        if read.any():
            result[read] = self.neutralizer.transform(inputs.vectors[read])
        return result

    def before(self, id: UUID, placement: bytes) -> Before:
        """Unpack the synthesis whose topics lend their identities."""
        return Before(id, unpacked_placement(placement))
