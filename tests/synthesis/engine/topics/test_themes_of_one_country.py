"""A theme that only one country has must be as clear after the language is taken out as before."""

import numpy as np
import pytest
from numpy.typing import NDArray

from services.synthesis.engine.encoding.encoder import Encoder, Vectors
from services.synthesis.engine.encoding.language import LanguageNeutralizer
from services.synthesis.engine.topics.topics import Topics

FOLK_FESTIVAL = [
    "Le carnaval où les gilles dansent le mardi gras",
    "La ducasse et le combat du dragon sur la grand-place",
    "Le son des tambours quand les gilles passent dans la rue",
    "Porter le costume de gille comme mon père",
    "Les géants qui sortent le jour de la ducasse",
    "Préparer le carnaval toute l'année avec la société",
    "Lancer des oranges au public pendant le cortège",
    "Voir le cortège des géants avec mes petits-enfants",
    "La fanfare et les masques du carnaval",
    "La procession du char d'or et le dragon à la Trinité",
]
EVERYDAY = {
    "fr": [
        "Avoir un logement chauffé en hiver",
        "Un loyer que je peux payer",
        "Voir un médecin sans attendre trois mois",
        "Des soins que tout le monde peut payer",
        "Un bus le soir pour rentrer du travail",
        "Des trains à l'heure",
        "Un travail stable et respecté",
        "Un salaire qui suffit jusqu'à la fin du mois",
        "Des parcs propres pour les enfants",
        "Moins de déchets dans la rue",
    ],
    "en": [
        "A home that is warm in winter",
        "A rent I can afford",
        "Seeing a doctor without waiting three months",
        "Health care that everyone can pay for",
        "A bus in the evening to get home from work",
        "Trains that run on time",
        "A steady job where I am respected",
        "Wages that last until the end of the month",
        "Clean parks for the children",
        "Less litter in the street",
    ],
    "it": [
        "Avere una casa calda d'inverno",
        "Un affitto che posso pagare",
        "Vedere un medico senza aspettare tre mesi",
        "Cure che tutti possono pagare",
        "Un autobus la sera per tornare dal lavoro",
        "Treni in orario",
        "Un lavoro stabile e rispettato",
        "Uno stipendio che basta fino a fine mese",
        "Parchi puliti per i bambini",
        "Meno rifiuti per strada",
    ],
}


@pytest.fixture(scope="module")
def raw(encoder: Encoder) -> Vectors:
    return encoder.encode([*FOLK_FESTIVAL, *(text for texts in EVERYDAY.values() for text in texts)])


def _clearness(vectors: Vectors, inside: NDArray[np.bool_], others: NDArray[np.bool_]) -> float:
    """Chance that two statements of the theme are nearer than one of it and another one; 1 is perfectly clear."""
    near = vectors @ vectors.T
    within = near[np.ix_(inside, inside)][np.triu_indices(int(inside.sum()), 1)]
    across = near[np.ix_(inside, others)].ravel()
    return float((within[:, None] > across).mean())


def test_a_theme_said_in_one_language_only_is_not_dimmed(raw: Vectors, neutralizer: LanguageNeutralizer) -> None:
    festival = np.arange(len(raw)) < len(FOLK_FESTIVAL)
    same_language = ~festival & (np.arange(len(raw)) < len(FOLK_FESTIVAL) + len(EVERYDAY["fr"]))
    before, after = (_clearness(vectors, festival, same_language) for vectors in (raw, neutralizer.transform(raw)))
    assert after >= before - 0.02
    assert after > 0.85


def test_it_makes_a_topic_of_its_own_among_those_of_all_languages(
    raw: Vectors, neutralizer: LanguageNeutralizer
) -> None:
    layer = Topics(sizes=[8]).fit(neutralizer.transform(raw)).layers_[0]
    topics = layer.labels[: len(FOLK_FESTIVAL)]
    own = np.bincount(topics).argmax()
    assert (topics == own).mean() >= 0.8
    assert (layer.labels[len(FOLK_FESTIVAL) :] == own).mean() < 0.1
