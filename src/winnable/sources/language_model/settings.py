"""Which endpoint reads, and how much it may be sent: from the environment, or from a settings file that the user names."""

import difflib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

import yaml

from winnable.core.errors import InputError, LanguageModelError, Problem

_VARIABLES: Final = {
    "url": "WINNABLE_LLM_URL",
    "model": "WINNABLE_LLM_MODEL",
    "key": "WINNABLE_LLM_KEY",
    "proxy": "WINNABLE_LLM_PROXY",
    "ca_file": "WINNABLE_LLM_CA_FILE",
}
_SECTION: Final = "language_model"
_FILE_BYTES: Final = 100_000
_URL: Final = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?)"
    r"(?::(?P<port>\d{1,5}))?(?P<path>/[A-Za-z0-9._~%/=@:+-]*)?"
)
_PRINTED: Final = re.compile(r"[\x21-\x7e]+")
# setting: the least and the most that it may be
_BOUNDS: Final[Mapping[str, tuple[int, int]]] = {
    "max_requests": (2, 10_000),
    "window_characters": (500, 200_000),
    "reply_tokens": (200, 200_000),
    "request_seconds": (1, 3_600),
    "total_seconds": (1, 86_400),
    "backoff_seconds": (0, 60),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """An endpoint that speaks the chat completions protocol, and the bounds of what it is asked.

    `url` is the base that ends before `/chat/completions`. `max_requests` bounds all requests of a reading, repeats
    included; `window_characters` the document's characters in one of them; `reply_tokens` the length of a reply. A request may
    take `request_seconds`, all of them together `total_seconds`; `backoff_seconds` is the first wait before a repeat, doubled
    each time.
    `proxy` and `ca_file` are the only ways to set a proxy or certificates: the usual variables are not looked at, so that
    nothing goes where the plan does not say.
    """

    url: str
    model: str
    key: str = field(default="", repr=False)
    proxy: str = ""
    ca_file: str = ""
    max_requests: int = 40
    window_characters: int = 24_000
    reply_tokens: int = 8_000
    request_seconds: float = 120.0
    total_seconds: float = 1_800.0
    backoff_seconds: float = 1.0

    @property
    def endpoint(self) -> str:
        """The address that requests are posted to."""
        base = self.url.rstrip("/")
        return base if base.endswith("/chat/completions") else f"{base}/chat/completions"

    @property
    def host(self) -> str:
        """Name or number of the machine, with its port where one is written."""
        parts = _parts(self.url)
        return parts["host"] + (f":{parts['port']}" if parts["port"] else "")

    @property
    def local(self) -> bool:
        """Whether the endpoint is this very machine, so that nothing leaves it."""
        return not self.proxy and _is_loopback(_parts(self.url)["host"])

    @property
    def encrypted(self) -> bool:
        """Whether others on the way could not read along."""
        return _parts(self.url)["scheme"] == "https"


def load_settings(env: Mapping[str, str], file: Path | None = None) -> Settings:
    """Settings from the variables WINNABLE_LLM_URL, _MODEL, _KEY, _PROXY and _CA_FILE, and from the section `language_model` of
    a YAML file; what the file says outranks the variables. Raises InputError with all problems, or LanguageModelError where no
    endpoint or model is named."""
    given: dict[str, Any] = {
        name: env[variable].strip() for name, variable in _VARIABLES.items() if env.get(variable, "").strip()
    }
    if file is not None:
        section = _section(file)
        _take_key(section, given, env, file.name)
        given.update(section)
    missing = [name for name in ("url", "model") if given.get(name) in (None, "")]
    if missing:
        names = " and ".join(_VARIABLES[name] for name in missing)
        keys = " and ".join(f"`{name}`" for name in missing)
        raise LanguageModelError(
            "settings",
            f"no {' and no '.join(missing)} of a language model is set, so nothing was sent",
            f"set {names}, or {keys} under `{_SECTION}:` in a settings file; or read without a language model",
        )
    wrong = list(_misfits(given, file.name if file else "environment"))
    if wrong:
        raise InputError(tuple(wrong))
    return replace(Settings(url=given.pop("url"), model=given.pop("model")), **given)


def _take_key(section: dict[str, Any], given: dict[str, Any], env: Mapping[str, str], name: str) -> None:
    """The key belongs to an address: one in the environment is never sent to another origin that a file names instead."""
    variable = section.pop("key_variable", None)
    if variable is not None:
        if "key" in section or not isinstance(variable, str) or not env.get(variable, "").strip():
            message = f"`key_variable` must be the name of a variable that is set, and `key` left out; `{variable}` does not fit."
            raise InputError((_problem(name, "key_variable", message, "Set the variable, or remove one of the two."),))
        section["key"] = env[variable].strip()
    theirs, ours = section.get("url"), given.get("url")
    if isinstance(theirs, str) and isinstance(ours, str) and _origin(theirs) != _origin(ours):
        given.pop("key", None)


def _section(file: Path) -> dict[str, Any]:
    """The section as plain data; names of keys are checked, their values are not."""
    try:
        data = file.read_bytes()
        if len(data) > _FILE_BYTES:
            raise LanguageModelError(file.name, f"is larger than {_FILE_BYTES:,} bytes", "name a settings file")
        loaded = yaml.load(data.decode("utf-8-sig"), Loader=_Loader)  # noqa: S506 - a SafeLoader that refuses double keys
    except OSError as error:
        raise LanguageModelError(file.name, f"cannot be read ({error.strerror})", "check that the file exists") from error
    except (UnicodeDecodeError, yaml.YAMLError, RecursionError, ValueError) as error:
        said = getattr(error, "problem", None) or type(error).__name__
        raise LanguageModelError(file.name, f"is not valid YAML: {said}", "check its indentation, colons and quotes") from error
    section = loaded.get(_SECTION) if isinstance(loaded, dict) else None
    if not isinstance(section, dict):
        raise LanguageModelError(file.name, f"has no section `{_SECTION}:`", "add it, with `url` and `model` below it")
    known = [*(f.name for f in fields(Settings)), "key_variable"]
    unknown = tuple(
        _problem(file.name, str(key), f"There is no setting `{key}`.", _nearest(str(key), known))
        for key in section
        if key not in known
    )
    if unknown:
        raise InputError(unknown)
    return dict(section)


class _Loader(yaml.SafeLoader):
    """Plain data only, and no key twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """A mapping; a key that stands twice is an error."""
        keys = Counter(key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode))
        twice = next((key for key, count in keys.items() if count > 1), None)
        if twice is not None:
            raise yaml.constructor.ConstructorError(None, None, f"the key `{twice}` stands twice", node.start_mark)
        return super().construct_mapping(node, deep)


def _misfits(given: Mapping[str, Any], name: str) -> list[Problem]:
    wrong = []
    for key, value in given.items():
        message = _number_misfit(key, value) if key in _BOUNDS else _text_misfit(key, value)
        if message:
            shown = "" if key == "key" else f" `{value}`"
            wrong.append(_problem(name, key, f"The setting `{key}`{shown} does not fit.", message))
    return wrong


def _number_misfit(key: str, value: Any) -> str:
    whole, (least, most) = not key.endswith("_seconds"), _BOUNDS[key]
    fits = isinstance(value, int if whole else int | float) and not isinstance(value, bool)
    return "" if fits and least <= value <= most else f"Give a {'whole ' if whole else ''}number from {least} to {most}."


def _text_misfit(key: str, value: Any) -> str:
    if not isinstance(value, str):
        return "Give a text, in quotes."
    if key in ("url", "proxy"):
        parts = _URL.fullmatch(value)
        if parts is None or int(parts["port"] or 1) not in range(1, 65_536):
            return "Give an address such as https://host/v1, without user, password, query or fragment."
    if key == "key" and not _PRINTED.fullmatch(value):
        return "A key holds printable ASCII characters without spaces; was it copied with a line end or quotes?"
    if key == "model" and not (value.isprintable() and 0 < len(value) <= 200):
        return "Give the model's name as its endpoint lists it."
    if key == "ca_file" and not Path(value).is_file():
        return "Name a file with certificates (PEM) that exists."
    return ""


def _parts(url: str) -> Mapping[str, str]:
    found = _URL.fullmatch(url)
    parts = {} if found is None else found.groupdict()
    return {name: (parts.get(name) or "").lower() for name in ("scheme", "host", "port", "path")}


def _origin(url: str) -> tuple[str, str, str]:
    parts = _parts(url.strip())
    return parts["scheme"], parts["host"], parts["port"] or {"https": "443", "http": "80"}.get(parts["scheme"], "")


def _is_loopback(host: str) -> bool:
    """Without asking for the name: that would already be a message to others."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _problem(file: str, key: str, message: str, suggestion: str) -> Problem:
    return Problem(file=file, path=f"{_SECTION}.{key}", message=message, suggestion=suggestion)


def _nearest(word: str, known: list[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f"Did you mean `{near[0]}`?" if near else f"There are: {', '.join(known)}."
