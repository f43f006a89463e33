"""Makes an encoder by its name; only the libraries that it needs are imported."""

from __future__ import annotations

from pathlib import Path

from .encoder import Encoder, ModelCard


def load_encoder(
    kind: str,
    place: Path | str = "",
    threads: int | None = None,
    *,
    exact: bool = False,
    card: ModelCard | None = None,
) -> Encoder:
    """An encoder by name.

    - `onnx`: 8-bit graph on the CPU; `place` is the model's folder. The fastest here, and the default of the service.
    - `torch`: the network itself, in bfloat16 where the CPU multiplies in it, else (or when `exact`) in float32.
    - `remote`: a server; `place` is its address, `card` says which model it serves (see `remote.py`).
    - `tiny`: the stand-in for tests; nothing to load, and no understanding.

    `threads` is the number of cores used by one call, all of them when None. Raises `ModelNotPrepared` or `ValueError`.
    """
    if kind == "tiny":
        from .stand_in import TinyEncoder

        return TinyEncoder()
    if kind == "remote":
        from .remote import RemoteEncoder

        return RemoteEncoder(str(place), card or ModelCard())
    if kind in ("onnx", "torch"):
        from . import local

        folder = Path(place)
        found = ModelCard.read(folder)
        return (
            local.load_onnx(folder, found, threads)
            if kind == "onnx"
            else local.load_torch(folder, found, threads, exact)
        )
    raise ValueError(f"no encoder is called {kind!r}: onnx, torch, remote or tiny")
