"""A real HTTP server on this machine that speaks the chat completions protocol, and misbehaves as told."""

import json
import re
import socket
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Any

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as it arrived. `passages` are the numbered texts between the two marks, by number."""

    number: int
    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]

    @property
    def user(self) -> str:
        return str(self.body["messages"][1]["content"])

    @property
    def block(self) -> str:
        return re.search(r"<<<(\w+)\n(.*)\n\1>>>", self.user, re.DOTALL)[2]

    @property
    def nonce(self) -> str:
        return re.search(r"<<<(\w+)\n", self.user)[1]

    @property
    def passages(self) -> dict[int, str]:
        return {int(n): text for n, text in re.findall(r"^\[(\d+)\] (.*)$", self.block, re.MULTILINE)}

    @property
    def questions(self) -> list[str]:
        return re.findall(r"^- (\w+):", self.user.split("\n<<<")[0], re.MULTILINE)

    def item(self, criterion: str, answer: str | float, quote: str, **changes: Any) -> dict[str, Any]:
        """An answer of the right form, with the number of the passage that holds the quote."""
        passage = next((n for n, text in self.passages.items() if quote in text), 1)
        value = {"answer": answer, "number": None} if isinstance(answer, str) else {"answer": None, "number": answer}
        return {"criterion": criterion, **value, "passage": passage, "quote": quote, "certainty": "stated", **changes}


Behaviour = Callable[["Handler", Asked], None]


class Handler(BaseHTTPRequestHandler):
    """Hands each request to the endpoint's behaviour."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        endpoint: Endpoint = self.server.endpoint
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(number=len(endpoint.asked), path=self.path, headers=headers, body=json.loads(raw))
        endpoint.asked.append(asked)
        self.close_connection = True
        endpoint.behave(self, asked)

    def send(self, status: int, body: bytes | str, headers: Mapping[str, str] | None = None) -> None:
        data = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(data)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def reset(self) -> None:
        """Cut the line as a crashing server does."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        self.connection.close()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@dataclass
class Endpoint:
    """`with Endpoint(behaviour) as endpoint:` serves at `endpoint.url` until the block ends."""

    behave: Behaviour
    asked: list[Asked] = field(default_factory=list)

    def __enter__(self) -> "Endpoint":
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.block_on_close = False
        self.server.endpoint = self
        self.server.handle_error = lambda *_: None
        Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/v1"


def completion(content: Any, *, finish: str = "stop", message: Mapping[str, Any] | None = None, **more: Any) -> str:
    said = {"role": "assistant", "content": content, **(message or {})}
    return json.dumps({"object": "chat.completion", "choices": [{"index": 0, "message": said, "finish_reason": finish}], **more})


def answers(items: Iterable[Item]) -> str:
    return json.dumps({"answers": list(items)})


def saying(items: Callable[[Asked], Iterable[Item]]) -> Behaviour:
    """Replies with the answers that a function gives to each request."""
    return lambda handler, asked: handler.send(200, completion(answers(items(asked))))


def content(make: Callable[[Asked], Any] | Any, **more: Any) -> Behaviour:
    """Replies with a text in place of the JSON that was asked for."""
    return lambda handler, asked: handler.send(200, completion(make(asked) if callable(make) else make, **more))


def status(code: int, body: str = "{}", headers: Mapping[str, str] | None = None) -> Behaviour:
    return lambda handler, _: handler.send(code, body, headers)


def raw(body: bytes | str, headers: Mapping[str, str] | None = None) -> Behaviour:
    return lambda handler, _: handler.send(200, body, headers)


def resetting(handler: Handler, _: Asked) -> None:
    handler.reset()


def silent(seconds: float = 3.0) -> Behaviour:
    def wait(handler: Handler, _: Asked) -> None:
        time.sleep(seconds)
        handler.reset()

    return wait


def dripping(handler: Handler, _: Asked) -> None:
    """One byte of a header now and then: no single read ever times out."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(100):
        handler.wfile.write(b"a")
        handler.wfile.flush()
        time.sleep(0.05)


def dripping_body(handler: Handler, _: Asked) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for _ in range(100):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)


def endless(handler: Handler, _: Asked) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n")
    for _ in range(2_000):
        handler.wfile.write(b" " * 65_536)


def in_turn(*behaviours: Behaviour) -> Behaviour:
    """One behaviour after another; the last one from then on."""

    def behave(handler: Handler, asked: Asked) -> None:
        behaviours[min(asked.number, len(behaviours) - 1)](handler, asked)

    return behave


def first(times: int, fault: Behaviour, then: Behaviour) -> Behaviour:
    return in_turn(*[fault] * times, then)


def without(fields: Sequence[str], behaviour: Behaviour, told: str = "unknown field") -> Behaviour:
    """Refuses requests that carry one of these members with HTTP 400, as strict servers do."""

    def behave(handler: Handler, asked: Asked) -> None:
        found = [name for name in fields if name in asked.body]
        if found:
            handler.send(400, json.dumps({"error": {"message": f"{told}: {found[0]}"}}))
        else:
            behaviour(handler, asked)

    return behave
