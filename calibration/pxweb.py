"""A polite client of PxWebApi 2, the interface of Statistics Norway's statbank.

It asks for the service's own limits first and keeps them, waits as long as a 429 or 503 asks for, tries again after
what passes, and keeps answers for a day, so that what was fetched is not asked for again.
"""

import hashlib
import json
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlencode, urlsplit

SSB = "https://data.ssb.no/api/pxwebapi/v2"
"""Statistics Norway's PxWebApi 2."""
LANGUAGE = "en"
TIMEOUT = 60.0
"""Seconds without an answer before a call counts as failed."""
ATTEMPTS = 4
FIRST_WAIT = 1.0
"""Seconds before the second attempt; doubled before each later one."""
LONGEST_WAIT = 120.0
"""Seconds that a Retry-After may ask for; beyond it the user is told and asked to come back."""
KEPT = 24 * 3600.0
"""Seconds for which an answer is used again."""
PASSING = (429, 500, 502, 503, 504)
"""Answers that pass by themselves: too many calls, and the service's own troubles."""
MOST_CELLS, MOST_CALLS, WINDOW = 800_000, 30, 60.0
"""Cells a call, and calls in so many seconds, where the service does not say (as Statistics Norway documents them)."""


class PxWebError(ValueError):
    """The statbank cannot be asked, or refuses; the message is one line for the user."""


@dataclass(frozen=True)
class Answer:
    """What the service said, the address that was asked, and when (UTC, ISO 8601)."""

    document: Any
    address: str
    fetched: str


@dataclass(frozen=True)
class Choice:
    """What a query takes of one dimension."""

    codes: tuple[str, ...] = ("*",)
    codelist: str = ""
    """A grouping of the dimension's codes, whose codes are then meant."""


def checked_address(address: str) -> str:
    """The base address without a final slash.

    Raises:
        PxWebError: unless it is https, or http to this machine itself.
    """
    parts = urlsplit(address)
    here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if not parts.hostname or parts.scheme not in (("https", "http") if here else ("https",)):
        raise PxWebError(f"ssb-url = {address!r}; allowed: an address https://..., or http:// to this machine itself")
    return address.rstrip("/")


class PxWeb:
    """One statbank; to be used in a ``with`` statement."""

    def __init__(
        self, address: str = SSB, *, cache: Path | None = None, fresh: bool = False,
        on_wait: Callable[[float, str], object] = lambda seconds, why: None,
        sleep: Callable[[float], None] = time.sleep, clock: Callable[[], float] = time.monotonic,
    ):  # fmt: skip
        """Prepare; nothing is asked yet.

        Args:
            address: base address, without ``/tables``.
            cache: folder where answers are kept for a day; none keeps nothing.
            fresh: ask again even for what is kept.
            on_wait: told before each wait how many seconds it takes, and why.
            sleep: waits so many seconds (for tests).
            clock: seconds that never run backwards (for tests).

        Raises:
            PxWebError: for an address that is not allowed, or without the extra ``fetch``.
        """
        try:
            import httpx
        except ImportError:
            raise PxWebError("fetching needs the extra 'fetch': uv sync --extra fetch") from None
        self.address = checked_address(address)
        self.cache, self.fresh, self.sleep, self.clock = cache, fresh, sleep, clock
        self.on_wait = on_wait
        here = urlsplit(self.address).hostname in ("localhost", "127.0.0.1", "::1")
        # A proxy stands for the outside world, not for this machine.
        self._http = httpx.Client(timeout=TIMEOUT, headers={"User-Agent": "halden"}, trust_env=not here)
        self._calls: deque[float] = deque()
        self._most_calls, self._window = MOST_CALLS, WINDOW
        self.most_cells = MOST_CELLS

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._http.close()

    def learn_limits(self) -> str:
        """Ask for the service's limits, keep them from now on, and answer with the licence it names.

        Raises:
            PxWebError: if nobody answers, or another version of the interface does.
        """
        known = self._ask("/config", {}).document
        version = str(known.get("apiVersion", "")) if isinstance(known, dict) else ""
        if not version.startswith("2"):
            raise PxWebError(f"{self.address}/config: apiVersion = {version!r}; allowed: 2, that is PxWebApi 2")
        told = {"maxDataCells": MOST_CELLS, "maxCallsPerTimeWindow": MOST_CALLS, "timeWindow": int(WINDOW)}
        for key, usual in told.items():
            told[key] = known.get(key) or usual
            if not isinstance(told[key], int) or told[key] < 1:
                raise PxWebError(f"{self.address}/config: {key} = {told[key]!r}; allowed: a whole number of 1 or more")
        self.most_cells, self._most_calls, self._window = told.values()
        return str(known.get("license", ""))

    def metadata(self, table: str) -> Answer:
        """A table's description."""
        return self._ask(f"/tables/{table}/metadata", {"lang": LANGUAGE})

    def codelist(self, codelist: str) -> Answer:
        """A grouping of codes: what each of its codes stands for."""
        return self._ask(f"/codelists/{codelist}", {"lang": LANGUAGE})

    def data(self, table: str, choices: Mapping[str, Choice]) -> Answer:
        """The cells of a table, as JSON-stat 2."""
        params = {"lang": LANGUAGE, "outputFormat": "json-stat2"}
        for name, choice in choices.items():
            params[f"valueCodes[{name}]"] = ",".join(choice.codes)
            if choice.codelist:
                params[f"codelist[{name}]"] = choice.codelist
                params[f"outputValues[{name}]"] = "aggregated"
        return self._ask(f"/tables/{table}/data", params)

    def _ask(self, path: str, params: dict[str, str]) -> Answer:
        # Codes hold signs of their own, such as the plus of 105+, which would otherwise be read as a space.
        query = urlencode(params, quote_via=quote, safe=",*")
        address = f"{self.address}{path}?{query}" if query else self.address + path
        kept = self._kept(address)
        if kept is not None:
            return kept
        answer = self._call(address)
        self._keep(answer)
        return answer

    def _call(self, address: str) -> Answer:
        """Ask until there is an answer, or until asking is of no use."""
        import httpx

        why = ""
        for attempt in range(ATTEMPTS):
            self._take_turn()
            wait = FIRST_WAIT * 2**attempt
            try:
                response = self._http.get(address)
            except httpx.TimeoutException:
                why = f"no answer within {TIMEOUT:g} s"
            except httpx.TransportError as error:
                why = f"cannot be reached ({error or type(error).__name__}); is this machine on the internet?"
            except httpx.HTTPError as error:
                raise PxWebError(f"{address}: {error}; nothing was written") from None
            else:
                if response.status_code == httpx.codes.OK:
                    return Answer(_parsed(response, address), address, f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}")
                if response.status_code not in PASSING:
                    raise PxWebError(f"{address}: {_refusal(response)}; nothing was written")
                why = _refusal(response)
                wait = max(wait, _retry_after(response.headers.get("Retry-After", "")))
            if wait > LONGEST_WAIT:
                raise PxWebError(f"{address}: {why} and asks for a wait of {wait:.0f} s; try again after that")
            if attempt + 1 < ATTEMPTS:
                self._wait(wait, why)
        raise PxWebError(f"{address}: {why} (tried {ATTEMPTS} times); nothing was written")

    def _take_turn(self) -> None:
        """Wait until one more call is within the service's limit."""
        while self._calls and self.clock() - self._calls[0] >= self._window:
            self._calls.popleft()
        if len(self._calls) >= self._most_calls:
            wait = max(self._window - (self.clock() - self._calls.popleft()), 0.0)
            self._wait(wait, f"the statbank allows {self._most_calls} calls in {self._window:g} s")
        self._calls.append(self.clock())

    def _wait(self, seconds: float, why: str) -> None:
        self.on_wait(seconds, why)
        self.sleep(seconds)

    def _path(self, address: str) -> Path | None:
        return self.cache and self.cache / f"{hashlib.sha256(address.encode()).hexdigest()[:32]}.json"

    def _kept(self, address: str) -> Answer | None:
        path = self._path(address)
        if path is None or self.fresh:
            return None
        try:
            if time.time() - path.stat().st_mtime > KEPT:
                return None
            held = json.loads(path.read_text("utf-8"))
            return Answer(held["document"], address, held["fetched"]) if held["address"] == address else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _keep(self, answer: Answer) -> None:
        """Keep an answer by rename; that it cannot be kept is no failure."""
        path = self._path(answer.address)
        if path is None:
            return
        held = {"address": answer.address, "fetched": answer.fetched, "document": answer.document}
        beside = path.with_suffix(".part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(json.dumps(held, ensure_ascii=False), "utf-8")
            beside.replace(path)
        except OSError:
            return


def _parsed(response: Any, address: str) -> Any:
    try:
        return response.json()
    except ValueError:
        kind = response.headers.get("Content-Type", "no type")
        raise PxWebError(f"{address}: the answer is not JSON ({kind}); nothing was written") from None


def _refusal(response: Any) -> str:
    """A refusal in words: the status, and the service's own explanation where it gives one."""
    said = f"answers {response.status_code} {response.reason_phrase}".rstrip()
    try:
        problem = response.json()
        detail = problem.get("detail") or problem.get("title") or ""
    except (ValueError, AttributeError):
        detail = ""
    if response.is_redirect:
        detail = f"moved to {response.headers.get('Location', 'an unnamed address')}; --ssb-url sets the address"
    return f"{said} ({detail})" if detail else said


def _retry_after(header: str) -> float:
    """Seconds that a Retry-After header asks for, given in seconds or as a date; 0 when it says nothing."""
    if header.strip().isdecimal():
        return float(header)
    try:
        return max((parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds(), 0.0)
    except (TypeError, ValueError):
        return 0.0
