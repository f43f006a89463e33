"""``python -m services rerun``: make a synthesis again from its record, and compare."""

import argparse
import asyncio
from collections.abc import Sequence
from uuid import UUID

from shared.database import open_pool

from .engine.encoding.encoder import ModelNotPrepared
from .loading import load_reader
from .settings import SynthesisSettings
from .syntheses.making.maker import Maker
from .syntheses.rerun import Rerun, rerun


async def rerun_synthesis(dsn: str, settings: SynthesisSettings, arguments: Sequence[str]) -> int:
    """Read the command line, make the synthesis again and say what came out.

    Gives the exit status: 0 for the same figures, 1 for others, 2 where it cannot be made.
    """
    parser = argparse.ArgumentParser(prog="python -m services rerun", description=__doc__)
    parser.add_argument("synthesis", type=UUID)
    known = parser.parse_args(arguments)
    try:
        reader = await asyncio.to_thread(load_reader, settings)
    except ModelNotPrepared as error:
        print(error)
        return 2
    maker = Maker.of(reader)
    pool = await open_pool(dsn, settings)
    try:
        found = await rerun(pool, maker, known.synthesis)
    finally:
        await pool.close()
    if found is None:
        print("there is no such synthesis, or it is not finished")
        return 2
    _say(found)
    return 0 if found.same else 1


def _say(found: Rerun) -> None:
    print("the same figures, bit for bit" if found.same else "the figures differ")
    if not found.same_inputs:
        print("its inputs are no longer the same")
    if found.n_words_gone:
        print(f"  statements whose words are gone: {found.n_words_gone}")
    if found.n_vectors_gone:
        print(f"  statements whose words are there without a vector: {found.n_vectors_gone}")
    for name, same in found.parts.items():
        print(f"  {name}: {'the same' if same else 'differs'}")
    for note in found.notes:
        print(note)
