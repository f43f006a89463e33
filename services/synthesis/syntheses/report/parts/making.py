"""How the synthesis was made, in plain words, and all that is needed to make it again."""

from ...schemas import Provenance
from ..blocks import Block, Card, Command, Pairs, Paragraph, Points, Section
from ..phrases import Phrase, joined, phrase, seen
from .telling import Telling

_METHOD = ("coding", "groups", "contrasts", "topics", "quotes", "limits")


def making(telling: Telling) -> Section:
    """Tell the method, the parameters, the versions and the command."""
    blocks: list[Block] = [Points([telling.say(f"making.{step}") for step in _METHOD])]
    if telling.synthesis.n_withdrawn_since:
        withdrawn = telling.say("making.withdrawn", n=telling.synthesis.n_withdrawn_since)
        blocks.append(Paragraph(withdrawn, "warning"))
    blocks.append(Card(telling.say("making.asked"), [Pairs(_asked(telling))]))
    if telling.synthesis.provenance is not None:
        blocks += _record(telling, telling.synthesis.provenance)
    return Section("making", telling.say("making.title"), blocks)


def _asked(telling: Telling) -> list[tuple[Phrase, Phrase]]:
    synthesis, request = telling.synthesis, telling.synthesis.request
    scope, names = request.scope, telling.names
    found = {
        "scope": phrase(seen(synthesis.scope_name)),
        "profiles": joined([names.value("profile", value) for value in scope.profiles]),
        "questions": joined([names.question(value) for value in scope.questions]),
        "languages": joined([names.value("language", value) for value in scope.languages]),
        "years": phrase(" – ".join(str(year) for year in (scope.year_from, scope.year_to) if year)),
        "contrast_by": joined([telling.say(f"axis.{axis}") for axis in request.contrast_by]),
        "copies": telling.say(f"making.copies_{request.copies}"),
        "resamplings": phrase(telling.numerals.number(request.resamplings)),
        "seed": phrase(str(request.seed)),
        "asked_at": phrase(telling.numerals.instant(synthesis.asked_at)),
        "finished_at": phrase(telling.numerals.instant(synthesis.finished_at)),
    }
    return [
        (telling.say(f"asked_for.{key}"), value) for key, value in found.items() if any(span.text for span in value)
    ]


def _record(telling: Telling, made: Provenance) -> list[Block]:
    rows = {
        "identity": str(telling.synthesis.id),
        "model": f"{made.model} ({made.model_revision})",
        "codebook": made.codebook,
        "coder": made.coder,
        "code_version": made.code_version,
        "threads": str(made.threads),
        "feeds": ", ".join(f"{name} {position or '–'}" for name, position in sorted(made.feeds.items())),
        "libraries": ", ".join(f"{name} {version}" for name, version in sorted(made.libraries.items())),
        "inputs_sha256": made.inputs_sha256,
        "document_sha256": made.document_sha256,
    }
    pairs = [(telling.say(f"made.{key}"), phrase(seen(value))) for key, value in rows.items()]
    again: list[Block] = [
        Paragraph(telling.say("making.again")),
        Command(f"python -m services rerun {telling.synthesis.id}"),
    ]
    return [Card(telling.say("making.record"), [Pairs(pairs), *again])]
