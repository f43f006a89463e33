"""The questions that groups are asked, as versioned data: a role each, and its wording by language."""

import json
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from shared.vocabulary.roles import Question


class QuestionWording(BaseModel):
    """One question of a questionnaire."""

    model_config = ConfigDict(extra="forbid")

    role: Question
    number: int
    wording: dict[str, str]


class Questionnaire(BaseModel):
    """One version of the questionnaire."""

    model_config = ConfigDict(extra="forbid")

    version: str
    notice: str = ""
    questions: list[QuestionWording]


def load_questionnaires(more: Path | None = None) -> dict[str, Questionnaire]:
    """Give every version: the shipped ones, and those in another folder. Raises ``ValueError`` for a bad file."""
    folders = [Path(str(files(__package__ or __name__)))] + ([more] if more else [])
    found = [
        Questionnaire.model_validate(json.loads(path.read_text(encoding="utf-8")))
        for folder in folders
        for path in sorted(folder.glob("*.json"))
    ]
    return {questionnaire.version: questionnaire for questionnaire in found}
