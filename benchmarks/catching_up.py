"""From the first push to the last count: demonstration criteria through the gateway, read, coded and counted.

The baseline is the time that reading the distinct texts takes alone, with nothing else running: what is over
one is the cost of everything around it.
"""

import argparse
import json
import time
import uuid
from pathlib import Path
from typing import Any

import httpx

from services.demo.generating import Criterion, generate
from services.synthesis.engine.encoding.loading import load_encoder
from services.synthesis.engine.normalise import normalise

from .house import House, machine, running, territory_with_groups


def body(criteria: list[Criterion], groups: list[str]) -> bytes:
    """Give the criteria as NDJSON, spread over the groups."""
    lines = [
        json.dumps(
            {
                "external_id": str(number),
                "group": groups[number * len(groups) // len(criteria)],
                "question": criterion.question,
                "text": criterion.text,
                "language": criterion.group.language,
            },
            ensure_ascii=False,
        )
        for number, criterion in enumerate(criteria)
    ]
    return ("\n".join(lines) + "\n").encode()


def push(client: httpx.Client, town: str, content: bytes) -> dict[str, Any]:
    """Push everything in one request and give the import."""
    response = client.post(
        "/v1/imports",
        params={"territory": town, "source": "demonstration"},
        content=content,
        headers={"Content-Type": "application/x-ndjson", "Idempotency-Key": str(uuid.uuid4())},
    )
    response.raise_for_status()
    found: dict[str, Any] = response.json()
    return found


def wait(house: House, since: str) -> None:
    """Wait until everything before an instant is read and counted."""
    with house.client() as client:
        while not client.get("/v1/status", params={"since": since}).json().get("up_to_date"):
            time.sleep(0.5)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--criteria", type=int, default=120_000)
    parser.add_argument("--models", type=Path, default=Path(".spiral/models"))
    known = parser.parse_args()
    criteria = generate(known.criteria).criteria
    distinct = sorted({normalise(criterion.text) for criterion in criteria})
    print(f"{machine()}; {len(criteria)} criteria, {len(distinct)} distinct texts")
    encoder = load_encoder("onnx", known.models / "multilingual-e5-small")
    sample = distinct[:: max(len(distinct) // 8192, 1)]
    encoder.encode(sample[:256])
    began = time.perf_counter()
    encoder.encode(sample)
    alone = (time.perf_counter() - began) / len(sample) * len(distinct)
    print(f"| reading the distinct texts alone (from {len(sample)}) | {alone:.0f} s | 1.00 |")
    with running(worker=True) as house, house.client() as client:
        town, groups = territory_with_groups(client, max(len(criteria) // 90, 10))
        content = body(criteria, groups)
        began = time.perf_counter()
        done = push(client, town, content)
        pushed = time.perf_counter() - began
        wait(house, done["finished_at"])
        whole = time.perf_counter() - began
        print(f"| pushed | {pushed:.1f} s | {pushed / alone:.2f} | {done['counts']}")
        print(f"| pushed, followed, read, coded and counted | {whole:.0f} s | {whole / alone:.2f} |")


if __name__ == "__main__":
    main()
