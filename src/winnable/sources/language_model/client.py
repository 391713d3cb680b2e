"""One HTTP exchange with the endpoint: bounded in time and size, never redirected, never through a proxy that nobody named.

This is the only module of the package that opens a connection, and it loads what it needs only when it does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event, Thread
from time import monotonic
from typing import Any, Final

from winnable.core.errors import LanguageModelError
from winnable.sources.language_model.limits import CONNECT_SECONDS, REPLY_BYTES
from winnable.sources.language_model.settings import Settings

_GLANCE: Final = 0.1  # seconds between looks at the clock, so that Ctrl-C is heard on every system


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back: the status, the headers by their lower-case names, and the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Unreached(Exception):  # noqa: N818 - a state of the line, turned into an error or another try by whoever asks
    """No reply came; `again` says whether another try may fare better."""

    def __init__(self, error: LanguageModelError, *, again: bool) -> None:
        super().__init__(str(error))
        self.error = error
        self.again = again


class Client:
    """Posts requests to one endpoint, one after another, each over a connection of its own."""

    def __init__(self, settings: Settings) -> None:
        self._httpx = _load_httpx()
        self._settings = settings
        self._verify: Any = True
        if settings.encrypted:
            self._verify = self._httpx.create_ssl_context(trust_env=False)
            if settings.ca_file:
                self._trust(settings.ca_file)

    def _trust(self, file: str) -> None:
        try:
            self._verify.load_verify_locations(cafile=file)
        except OSError as error:
            raise LanguageModelError("settings", f"`ca_file` {file} holds no certificates", "name a PEM file") from error

    def post(self, body: bytes, seconds: float) -> Reply:
        """One exchange within that many seconds, counted from now over all that it takes; raises Unreached."""
        done: SimpleQueue[Reply | Exception] = SimpleQueue()
        stop = Event()
        until = monotonic() + seconds
        thread = Thread(target=self._run, args=(body, seconds, stop, done), daemon=True, name="language-model")
        thread.start()
        try:
            result = self._await(done, until)
        finally:
            stop.set()
        if isinstance(result, Reply):
            return result
        raise result if isinstance(result, Unreached) else self._unreached(result) from result

    def _await(self, done: "SimpleQueue[Reply | Exception]", until: float) -> Reply | Exception:
        while True:
            try:
                return done.get(timeout=max(min(_GLANCE, until - monotonic()), 0.001))
            except Empty:
                if monotonic() >= until:
                    return self._late()

    def _run(self, body: bytes, seconds: float, stop: Event, done: "SimpleQueue[Reply | Exception]") -> None:
        """The exchange, in a thread of its own: a server that sends one byte now and then would outlast every timeout."""
        try:
            done.put(self._exchange(body, seconds, stop))
        except Exception as error:  # noqa: BLE001, RUF100 - whatever a server makes of its reply is no crash of ours
            done.put(error)

    def _exchange(self, body: bytes, seconds: float, stop: Event) -> Reply:
        httpx = self._httpx
        timeout = httpx.Timeout(seconds, connect=min(seconds, CONNECT_SECONDS))
        headers = {"Content-Type": "application/json", "Accept": "application/json", "Accept-Encoding": "identity"}
        if self._settings.key:
            headers["Authorization"] = f"Bearer {self._settings.key}"
        proxy = self._settings.proxy or None
        with (
            httpx.Client(verify=self._verify, trust_env=False, follow_redirects=False, timeout=timeout, proxy=proxy) as client,
            client.stream("POST", self._settings.endpoint, content=body, headers=headers) as response,
        ):
            return Reply(
                status=response.status_code,
                headers={name.lower(): value for name, value in response.headers.items()},
                body=self._body(response, stop),
            )

    def _body(self, response: Any, stop: Event) -> bytes:
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            raise self._stopped("answers in a compressed form that was not asked for", "ask whoever runs it to switch that off")
        body = bytearray()
        for chunk in response.iter_raw():
            body += chunk
            if len(body) > REPLY_BYTES:
                raise self._stopped(f"sent more than {REPLY_BYTES:,} bytes in one reply", "check that the address is right")
            if stop.is_set():
                break
        return bytes(body)

    def _stopped(self, message: str, remedy: str) -> Unreached:
        return Unreached(LanguageModelError(self._settings.host, message, remedy), again=False)

    def _late(self) -> Unreached:
        remedy = "raise `request_seconds`, lower `window_characters`, or use a faster model"
        return Unreached(LanguageModelError(self._settings.host, "did not finish its reply in time", remedy), again=True)

    def _unreached(self, error: Exception) -> Unreached:
        httpx, settings = self._httpx, self._settings
        again, remedy = False, "check the address, and that the server speaks the chat completions protocol"
        if _is_about_certificates(error):
            message = "no safe connection: its certificate could not be verified"
            remedy = "check the address; for a certificate of your own house name `ca_file`; is it http rather than https?"
        elif isinstance(error, httpx.ProxyError):
            message, remedy = f"the proxy {settings.proxy} refuses", "check `proxy`, or remove it"
        elif isinstance(error, httpx.ConnectTimeout | httpx.ConnectError):
            message, again = f"cannot be reached ({_cause(error)})", True
            remedy = "start the server there, or check the address, the port and the network"
        elif isinstance(error, httpx.TimeoutException):
            return self._late()
        elif isinstance(error, httpx.NetworkError | httpx.RemoteProtocolError):
            message, again = "broke off the connection, or does not speak HTTP", True
        else:
            message = f"could not be asked ({type(error).__name__})"
        return Unreached(LanguageModelError(settings.host, message, remedy), again=again)


def _load_httpx() -> Any:
    try:
        import httpx
    except ImportError as error:
        message = "a language model is asked through the package httpx, which is not installed"
        raise LanguageModelError("language model", message, "pip install 'winnable[llm]'") from error
    return httpx


def _chain(error: BaseException | None) -> list[BaseException]:
    """The error and what led to it, at most ten deep."""
    chain: list[BaseException] = []
    while error is not None and len(chain) < 10:
        chain.append(error)
        error = error.__cause__ or error.__context__
    return chain


def _is_about_certificates(error: Exception) -> bool:
    return any(type(link).__module__ == "ssl" for link in _chain(error))


def _cause(error: Exception) -> str:
    """What the operating system said, in its own words."""
    told = [link.strerror for link in _chain(error) if isinstance(link, OSError) and link.strerror]
    return told[-1].lower() if told else "no connection in time" if "Timeout" in type(error).__name__ else "no connection"
