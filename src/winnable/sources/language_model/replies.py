"""What a model replied, taken apart and held against the form that it was asked for. Nothing in a reply is trusted."""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json

from winnable.core.errors import LanguageModelError
from winnable.sources.language_model.limits import ANSWERS

_THOUGHTS: Final = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL)
_STARTS: Final = 20  # opening brackets from which an object is tried to be read out of other words


class Unusable(Exception):  # noqa: N818 - a reply that may be asked for once more, or the error to report
    """A reply that cannot be used: `why` in a few words, and whether it may be worth asking once more."""

    def __init__(self, error: LanguageModelError, why: str, *, again: bool = True) -> None:
        super().__init__(why)
        self.error = error
        self.why = why
        self.again = again


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One answer as the model gave it."""

    criterion: str
    quote: str
    answer: str | None = None
    number: float | None = None
    passage: int | str | None = None
    certainty: Literal["stated", "implied"] = "implied"

    @property
    def number_of_passage(self) -> int | None:
        """The passage's number, from 1, where it is one."""
        digits = str(self.passage).strip("[] ")
        return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 9 else None


def parsed(text: str) -> Any:
    """JSON as plain data; None where it is none."""
    try:
        return from_json(text, allow_inf_nan=False)
    except ValueError:
        return None


def content_of(data: Any, host: str) -> str:
    """The words of the first choice; raises Unusable with what is the matter."""
    choices = data.get("choices") if isinstance(data, dict) else None
    first = choices[0] if isinstance(choices, list) and choices else None
    message = first.get("message") if isinstance(first, dict) else None
    if not isinstance(first, dict) or not isinstance(message, dict):
        error = LanguageModelError(
            host, "sent no choice in its reply", "check that the address is that of a chat completions endpoint"
        )
        raise Unusable(error, "it held no choice")
    if message.get("refusal") or first.get("finish_reason") == "content_filter":
        error = LanguageModelError(host, "refuses to read this text", "use another model, or read without one")
        raise Unusable(error, "it was a refusal", again=False)
    if first.get("finish_reason") == "length":
        error = LanguageModelError(
            host, "broke off in the middle of its reply", "raise `reply_tokens`, or lower `window_characters`"
        )
        raise Unusable(error, "it was too long")
    return _text_of(message.get("content"))


def _text_of(content: Any) -> str:
    """The content as text; some endpoints send it in parts."""
    if isinstance(content, list):
        parts = (part.get("text") for part in content if isinstance(part, dict))
        return "".join(part for part in parts if isinstance(part, str))
    return content if isinstance(content, str) else ""


def said_in(content: str, host: str) -> tuple[tuple[Said, ...], int]:
    """The answers in a reply, and how many of them have the wrong form; raises Unusable where it is not what was asked for."""
    remedy = "use a model that writes JSON reliably, or lower `window_characters`"
    content = _THOUGHTS.sub("", content)
    found = next((data for data in _objects(content) if "answers" in data), None)
    if found is None:
        raise Unusable(
            LanguageModelError(host, "does not reply with the JSON that was asked for", remedy), "it was not that JSON"
        )
    items = found["answers"]
    if not isinstance(items, list):
        raise Unusable(LanguageModelError(host, "replies with values of the wrong type", remedy), "its values had wrong types")
    said = [_said(item) for item in items[:ANSWERS]]
    usable = tuple(one for one in said if one is not None)
    if items and not usable:
        raise Unusable(LanguageModelError(host, "replies with values of the wrong type", remedy), "its values had wrong types")
    return usable, len(items) - len(usable)


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """Objects in the text, whatever else stands around them: a fence, a greeting, an afterthought."""
    whole = parsed(text.strip())
    if isinstance(whole, dict):
        yield whole
        return
    decoder, at = json.JSONDecoder(), -1
    for _ in range(_STARTS):
        at = text.find("{", at + 1)
        if at < 0:
            return
        try:
            data, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            continue
        if isinstance(data, dict):
            yield data
        at = max(at, end - 1)


@cache
def _adapter() -> TypeAdapter[Said]:
    return TypeAdapter(Said)


def _said(item: Any) -> Said | None:
    try:
        said = _adapter().validate_python(item, strict=False) if isinstance(item, dict) and _is_plain(item) else None
    except (ValidationError, ValueError, OverflowError):
        return None
    return said if said is not None and (said.number is None or math.isfinite(said.number)) else None


def _is_plain(item: dict[Any, Any]) -> bool:
    """No truth values for numbers, no numbers for words: a model that mixes these up has not understood the question."""
    number = item.get("number")
    words = (item.get("criterion"), item.get("quote"))
    return not isinstance(number, bool | str) and all(isinstance(word, str) for word in words)
