"""Requests that are tried again when it helps, and answers turned into results or plain sentences."""

import email.utils
import random
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from ..errors import NotAllowed, Refused, ServerTrouble

PASSING = (408, 425, 429, 502, 503, 504)
"""Statuses that say: not now."""

UNTOUCHED = (425, 429, 503)
"""Statuses that say so before anything was done."""

ATTEMPTS = 8
LONGEST_PAUSE = 120.0

Sleep = Callable[[float], None]
Proof = Callable[[httpx.Response], object]


class AnswerLost(ServerTrouble):
    """The request may have arrived, but its answer did not."""


class Wire:
    """A connection to the server that knows when to try again."""

    def __init__(
        self,
        url: str,
        key: str | None,
        *,
        attempts: int = ATTEMPTS,
        sleep: Sleep = time.sleep,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Open no connection yet; the key travels in the ``Authorization`` header only."""
        headers = {"User-Agent": "spiral-client/0.3", "Accept": "application/json"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        timeout = httpx.Timeout(60.0, connect=10.0)
        self._http = httpx.Client(base_url=url, headers=headers, timeout=timeout, transport=transport)
        self.url, self.attempts, self.sleep = url, attempts, sleep
        self.waits = 0

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def once(self, method: str, path: str, **request: Any) -> httpx.Response:
        """Ask once; raises ``AnswerLost`` when no whole answer came back."""
        try:
            return self._http.request(method, path, **request)
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise AnswerLost(f"no answer from {self.url}: {_reason(error)}") from error
        except httpx.InvalidURL as error:
            raise Refused(f"{self.url} is not an address", 0) from error

    def ask(self, method: str, path: str, *, proof: Proof | None = None, **request: Any) -> httpx.Response:
        """Ask until there is an answer that is not passing trouble; every request made so is safe to repeat.

        ``proof`` raises ``AnswerLost`` for an answer that looks like success and is not the server's.
        """
        trouble: ServerTrouble | None = None
        for attempt in range(self.attempts):
            answer = None
            try:
                answer = self.once(method, path, **request)
                if not is_passing(answer):
                    good = checked(answer)
                    if proof is not None:
                        proof(good)
                    return good
                trouble = ServerTrouble(f"the server says {answer.status_code}: {sentence(answer)}")
            except AnswerLost as error:
                trouble = error
            if attempt + 1 < self.attempts:
                self.pause(attempt, answer)
        raise trouble or ServerTrouble("the server does not answer")

    def write(self, method: str, path: str, **request: Any) -> httpx.Response:
        """Ask for something that must not be done twice: tried again only where the server says it did nothing."""
        for attempt in range(self.attempts):
            try:
                answer = self.once(method, path, **request)
            except AnswerLost as error:
                raise AnswerLost(f"{error}; nobody knows whether it was done, so look first") from error
            if answer.status_code not in UNTOUCHED or attempt + 1 == self.attempts:
                break
            self.pause(attempt, answer)
        return checked(answer)

    def pause(self, attempt: int, answer: httpx.Response | None = None) -> None:
        """Wait as the server asks, else longer each time, with chance so that clients do not march in step."""
        self.waits += 1
        asked = retry_after(answer.headers) if answer is not None else None
        if asked is not None:
            self.sleep(min(asked, LONGEST_PAUSE) + random.uniform(0, 0.5))
        else:
            self.sleep(random.uniform(0.2, 1.0) * min(30.0, 0.5 * 2**attempt))

    def json(self, method: str, path: str, **request: Any) -> Any:
        """Ask and read the JSON answer."""
        return document(self.ask(method, path, proof=document, **request))

    def pages(self, path: str, params: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """Walk a list to its end."""
        found: list[dict[str, Any]] = []
        page = self.json("GET", path, params={"limit": 1000, **(params or {})})
        seen: set[str] = set()
        while True:
            found.extend(page.get("items", []))
            following = page.get("next")
            if not following or following in seen or not str(following).startswith("/"):
                return found
            seen.add(following)
            page = self.json("GET", following)


def is_passing(answer: httpx.Response) -> bool:
    """Tell trouble that passes, also a request that the server is still working on, from a final answer."""
    if answer.status_code == 409:
        return "retry-after" in answer.headers and problem(answer).get("code") != "offset-mismatch"
    return answer.status_code in PASSING


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Give the seconds a server asks to wait, written as a number or as a date."""
    text = headers.get("retry-after", "").strip()
    if text.isdigit():
        return float(text)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - time.time()) if text else None
    except (ValueError, TypeError):
        return None


def checked(answer: httpx.Response) -> httpx.Response:
    """Give a good answer back; raises what a bad one means."""
    if answer.is_success:
        return answer
    text = sentence(answer)
    if answer.status_code in (401, 403):
        mine = answer.status_code == 401 or problem(answer).get("code") == "scope-not-yours"
        advice = "; spiral whoami tells what the key is for" if mine else ""
        raise NotAllowed(f"{text.rstrip('.')}{advice}" if advice else text, answer.status_code, problem(answer))
    if answer.has_redirect_location:
        # The key is not carried to wherever an answer points.
        raise ServerTrouble(f"the address has moved to {answer.headers['location']}; run spiral configure")
    if answer.status_code >= 500:
        raise ServerTrouble(f"the server failed ({answer.status_code}): {text}")
    raise Refused(text, answer.status_code, problem(answer))


def document(answer: httpx.Response) -> Any:
    """Read a JSON answer; raises ``AnswerLost`` for an answer that only looks like success."""
    try:
        return answer.json()
    except ValueError as error:
        raise AnswerLost(f"the answer {answer.status_code} is not JSON; is this the right address?") from error


def problem(answer: httpx.Response) -> dict[str, Any]:
    """Give the problem details of an answer, empty when it has none."""
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def sentence(answer: httpx.Response) -> str:
    """Say what a refusal says, in one line."""
    found = problem(answer)
    parts = [str(found[name]) for name in ("title", "detail") if found.get(name)]
    for fault in found.get("errors", [])[:3]:
        where = fault.get("pointer") or fault.get("field") or ""
        parts.append(f"{where} {fault.get('message', '')}".strip())
    return ": ".join(parts[:2]) + ("; " + "; ".join(parts[2:]) if parts[2:] else "") or f"status {answer.status_code}"


def _reason(error: Exception) -> str:
    return str(error).split("\n")[0][:200] or type(error).__name__
