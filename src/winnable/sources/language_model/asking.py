"""Asks one question after another: repeats what may be repeated, waits as told, and stops at the bounds that the user set."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic, sleep
from typing import Any, Final, Literal, NoReturn

from winnable.core.errors import LanguageModelError
from winnable.sources.language_model.client import Client, Reply, Unreached
from winnable.sources.language_model.limits import CHARACTERS_PER_TOKEN, TOLD_CHARACTERS, WAIT_SECONDS
from winnable.sources.language_model.replies import content_of, parsed
from winnable.sources.language_model.settings import Settings

_WAITS: Final = 4  # waits for one question; a server that fails longer than this is down
_PASSING: Final = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_LESS: Final = "lower `window_characters`, or use a model with a longer context"
# status: what it means, and the remedy
_STATUS: Final[Mapping[int, tuple[str, str]]] = {
    401: ("does not accept the key", "set WINNABLE_LLM_KEY, or `key` in the settings file, to a key that is valid there"),
    402: ("asks for payment", "check the account that the key belongs to"),
    403: ("does not let this key use it", "check what the key may do, or use another model"),
    404: ("knows no such model or address", "check WINNABLE_LLM_MODEL, and that WINNABLE_LLM_URL ends before /chat/completions"),
    405: ("knows no such address", "check that WINNABLE_LLM_URL ends before /chat/completions"),
    413: ("says that the request is too long", _LESS),
    429: ("allows no more requests for now", "wait, lower `max_requests`, or ask for a higher limit"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """What an endpoint is asked for beside the text; what it refuses is left out from then on."""

    form: Literal["schema", "object", "text"] = "schema"
    temperature: bool = True
    tokens: Literal["max_tokens", "max_completion_tokens", ""] = "max_tokens"

    def options(self, schema: Mapping[str, Any], reply_tokens: int) -> dict[str, Any]:
        """The members of the request that say so."""
        options: dict[str, Any] = {}
        if self.form != "text":
            options["response_format"] = schema if self.form == "schema" else {"type": "json_object"}
        if self.temperature:
            options["temperature"] = 0
        if self.tokens:
            options[self.tokens] = reply_tokens
        return options

    def plainer(self, told: str) -> "Manner | None":
        """The next manner to try after a refusal in these words; None when nothing is left to leave out."""
        if self.tokens == "max_tokens" and "max_completion_tokens" in told:
            return replace(self, tokens="max_completion_tokens")
        if self.tokens and self.tokens in told:
            return replace(self, tokens="")
        if self.temperature and "temperature" in told:
            return replace(self, temperature=False)
        if self.form != "text":
            return replace(self, form="object" if self.form == "schema" else "text")
        return replace(self, temperature=False, tokens="") if self.temperature or self.tokens else None


class Asking:
    """One reading's conversation with an endpoint. Raises LanguageModelError when no further request makes sense, and Unusable
    when one reply cannot be used; `requests` counts what was sent."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.requests = 0
        self.cut_short = False
        self._client = Client(settings)
        self._until = monotonic() + settings.total_seconds
        self._manner = Manner()
        self._reached = False

    def ask(self, messages: list[dict[str, str]], schema: Mapping[str, Any]) -> str:
        """The model's own words in reply."""
        waits = 0
        while True:
            try:
                reply = self._post(messages, schema)
            except Unreached as unreached:
                if not unreached.again or waits == (_WAITS if self._reached else 1):
                    raise unreached.error from unreached
                wait = self._backoff(waits)
            else:
                self._reached = True
                data = parsed(reply.body.decode("utf-8", "replace"))
                reply = _with_inner_status(reply, data)
                if 200 <= reply.status < 300:
                    self._count(data, messages)
                    return content_of(data, self.settings.host)
                if reply.status in (400, 422) and self._is_plainer(reply):
                    continue
                if reply.status not in _PASSING or waits == _WAITS or "insufficient_quota" in self._told(reply):
                    self._refuse(reply)
                wait = self._wait(reply, waits)
            waits += 1
            self._pause(wait)

    def _post(self, messages: list[dict[str, str]], schema: Mapping[str, Any]) -> Reply:
        settings = self.settings
        if self.requests >= settings.max_requests:
            raise self._error(f"was asked {settings.max_requests} times, which is the limit", "raise `max_requests`")
        seconds = min(settings.request_seconds, self._until - monotonic())
        if seconds <= 0:
            raise self._error("took longer than all the time that it had", "raise `total_seconds`, or use a faster model")
        body = {
            "model": settings.model,
            "messages": messages,
            "stream": False,
            **self._manner.options(schema, settings.reply_tokens),
        }
        self.requests += 1
        return self._client.post(json.dumps(body).encode(), seconds)

    def _count(self, data: Any, messages: list[dict[str, str]]) -> None:
        """Notice an endpoint that read only the part of the request that fits its context."""
        usage = data.get("usage") if isinstance(data, dict) else None
        tokens = usage.get("prompt_tokens") if isinstance(usage, dict) else None
        sent = sum(len(message["content"]) for message in messages)
        self.cut_short |= isinstance(tokens, int) and 0 < tokens * CHARACTERS_PER_TOKEN < sent

    def _is_plainer(self, reply: Reply) -> bool:
        told = self._told(reply).lower()
        if "context" in told and ("length" in told or "window" in told or "exceed" in told):
            raise self._error("says that the request is longer than the model's context", _LESS)
        plainer = self._manner.plainer(told)
        self._manner = plainer or self._manner
        return plainer is not None

    def _refuse(self, reply: Reply) -> NoReturn:
        status = reply.status
        if 300 <= status < 400:
            where = self._clean(reply.headers.get("location", "another address"))
            message = f"sends requests on to {where}, which is not followed"
            raise self._error(message, "set WINNABLE_LLM_URL to the final address if you trust it")
        otherwise = (
            ("fails", "try later, or look at the server's log") if status >= 500 else ("refuses the request", "see its words")
        )
        message, remedy = _STATUS.get(status, otherwise)
        told = self._told(reply)
        raise self._error(f"{message} (HTTP {status})" + (f": {told}" if told else ""), remedy)

    def _told(self, reply: Reply) -> str:
        """The endpoint's own words in short, without our key, which some repeat."""
        text = reply.body[:4_000].decode("utf-8", "replace")
        try:
            data = json.loads(text)
            error = data.get("error", data) if isinstance(data, dict) else data
            said = (error.get("message") or error.get("detail")) if isinstance(error, dict) else error
            code = error.get("code") if isinstance(error, dict) else None
            text = " ".join(str(part) for part in (said, code) if part)
        except (ValueError, RecursionError):
            pass
        return self._clean(text)

    def _clean(self, text: str) -> str:
        key = self.settings.key
        text = text.replace(key, "***") if key else text
        words = "".join(char if char.isprintable() else " " for char in text).split()
        return " ".join(words)[:TOLD_CHARACTERS]

    def _wait(self, reply: Reply, waits: int) -> float:
        asked = seconds_of(reply.headers.get("retry-after", ""), lambda: datetime.now(UTC))
        if asked is None:
            return self._backoff(waits)
        if asked > WAIT_SECONDS or monotonic() + asked > self._until:
            raise self._error(f"asks to wait {asked:,.0f} seconds", "try again later")
        return asked

    def _backoff(self, waits: int) -> float:
        return min(self.settings.backoff_seconds * 2.0**waits, WAIT_SECONDS)

    def _pause(self, seconds: float) -> None:
        sleep(max(0.0, min(seconds, self._until - monotonic())))

    def _error(self, message: str, remedy: str) -> LanguageModelError:
        return LanguageModelError(self.settings.host, message, remedy)


def _with_inner_status(reply: Reply, data: Any) -> Reply:
    """Some gateways send 200 with an error inside: then that error's code counts."""
    error = data.get("error") if isinstance(data, dict) and not data.get("choices") else None
    if not error or not 200 <= reply.status < 300:
        return reply
    code = error.get("code") if isinstance(error, dict) else None
    return replace(reply, status=code if isinstance(code, int) and 400 <= code < 600 else 502)


def seconds_of(written: str, now: Callable[[], datetime]) -> float | None:
    """A Retry-After header in seconds from now: a number, or a date; None when it is neither."""
    written = written.strip()
    if written.isascii() and written.isdigit():
        return float(written[:9])
    try:
        moment = parsedate_to_datetime(written)
        return max((moment.astimezone(UTC) - now()).total_seconds(), 0.0)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
