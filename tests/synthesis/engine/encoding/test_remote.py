import json
from typing import Any

import httpx
import numpy as np
import pytest

from services.synthesis.engine.encoding.encoder import ModelCard
from services.synthesis.engine.encoding.remote import EncoderUnreachable, RemoteEncoder
from services.synthesis.engine.encoding.stand_in import TinyEncoder

TEXTS = [f"{'very ' * (n % 5)}clean street {n}" for n in range(70)]
CARD = ModelCard()


class Server:
    """Answers like an embeddings server, with the stand-in's vectors (not of unit length), after some refusals."""

    def __init__(self, refusals: list[int] | None = None, dimension: int = 384) -> None:
        self.refusals = refusals or []
        self.dimension = dimension
        self.batches: list[list[str]] = []
        self.paths: set[str] = set()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.refusals:
            return httpx.Response(self.refusals.pop(0))
        asked = json.loads(request.content)
        texts = asked.get("inputs") or asked["input"]
        self.paths.add(request.url.path)
        self.batches.append(texts)
        rows = (3 * TinyEncoder().encode(texts))[:, : self.dimension].tolist()
        if request.url.path == "/embed":
            return httpx.Response(200, json=rows)
        listed = [{"index": index, "embedding": row} for index, row in enumerate(rows)]
        return httpx.Response(200, json={"data": listed[::-1]})


def ask(server: Server, url: str = "http://encoder") -> RemoteEncoder:
    waited: list[float] = []
    client = httpx.Client(transport=httpx.MockTransport(server))
    return RemoteEncoder(url, CARD, client=client, pause=waited.append)


@pytest.mark.parametrize(("url", "path"), [("http://encoder", "/embed"), ("http://encoder/v1/", "/v1/embeddings")])
def test_both_dialects_give_unit_rows_in_the_order_given(url: str, path: str) -> None:
    server = Server()
    vectors = ask(server, url).encode(TEXTS)
    expected = TinyEncoder().encode([CARD.prompt + text for text in TEXTS])
    np.testing.assert_allclose(vectors, expected, atol=1e-6)
    assert server.paths == {path}


def test_batches_are_at_most_32_texts_each_with_the_prompt() -> None:
    server = Server()
    ask(server).encode(TEXTS)
    assert [len(batch) for batch in server.batches] == [32, 32, 6]
    assert all(text.startswith("query: ") for batch in server.batches for text in batch)


def test_a_busy_server_is_asked_again() -> None:
    assert ask(Server(refusals=[429, 503])).encode(["water"]).shape == (1, 384)


def test_a_refusal_is_not_repeated() -> None:
    server = Server(refusals=[401, 401])
    with pytest.raises(EncoderUnreachable, match="status 401"):
        ask(server).encode(["water"])
    assert server.refusals == [401]


def test_a_server_that_stays_busy_is_given_up() -> None:
    with pytest.raises(EncoderUnreachable, match="status 503"):
        ask(Server(refusals=[503] * 9)).encode(["water"])


def test_vectors_of_another_model_are_refused() -> None:
    with pytest.raises(EncoderUnreachable, match="shape"):
        ask(Server(dimension=128)).encode(["water"])


def test_an_answer_without_vectors_is_refused() -> None:
    def strange(_request: httpx.Request) -> httpx.Response:
        answer: dict[str, Any] = {"error": "no such model"}
        return httpx.Response(200, json=answer)

    client = httpx.Client(transport=httpx.MockTransport(strange))
    with pytest.raises(EncoderUnreachable, match="did not answer with vectors"):
        RemoteEncoder("http://encoder/v1", CARD, client=client).encode(["water"])
