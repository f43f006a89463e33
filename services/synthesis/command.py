"""``python -m services rerun``: make a synthesis again from its record, and compare."""

import argparse
import asyncio
from collections.abc import Sequence
from uuid import UUID

from shared.database import open_pool

from .loading import load_reader
from .settings import SynthesisSettings
from .syntheses.making.maker import Maker
from .syntheses.rerun import Rerun, rerun


async def rerun_synthesis(dsn: str, settings: SynthesisSettings, arguments: Sequence[str]) -> int:
    """Read the command line, make the synthesis again and say what came out; 0 for the same figures."""
    parser = argparse.ArgumentParser(prog="python -m services rerun", description=__doc__)
    parser.add_argument("synthesis", type=UUID)
    known = parser.parse_args(arguments)
    reader = await asyncio.to_thread(load_reader, settings)
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
        print(f"its inputs are no longer the same: the words of {found.n_words_gone} statements are gone")
    for name, same in found.parts.items():
        print(f"  {name}: {'the same' if same else 'differs'}")
    for note in found.notes:
        print(note)
