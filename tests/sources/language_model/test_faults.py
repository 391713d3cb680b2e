"""Each way in which an endpoint may fail: it ends in evidence that is true, or in an error with a remedy; in time."""

import json
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from tests.sources.language_model.endpoint import (
    Asked,
    Behaviour,
    Endpoint,
    Handler,
    answers,
    completion,
    content,
    dripping,
    dripping_body,
    endless,
    first,
    in_turn,
    raw,
    resetting,
    saying,
    silent,
    status,
    without,
)
from tests.sources.language_model.worlds import BUDGET, PROFILE, TRUTH, passages, settings

from winnable.core.errors import LanguageModelError, SourceError
from winnable.sources.language_model import Answer, ask, plan_of
from winnable.sources.language_model.asking import seconds_of

ROOT = Path(__file__).parents[3]


def truth(asked: Asked) -> list[dict]:
    return [asked.item(key, answer, quote) for key, (answer, quote) in TRUTH.items()]


TRUE = saying(truth)
BEFORE = '{"answers": [{"criterion": "budget_known", "answer": "sta'


def read(behave: Behaviour, **changes) -> tuple[Answer, Endpoint]:
    with Endpoint(behave) as endpoint:
        given = settings(endpoint.url, **changes)
        return ask(plan_of(passages(), PROFILE, given), PROFILE, given), endpoint


def failure(behave: Behaviour, **changes) -> LanguageModelError:
    with pytest.raises(LanguageModelError) as caught:
        read(behave, **changes)
    assert isinstance(caught.value, SourceError)
    assert caught.value.remedy
    assert caught.value.file.startswith("127.0.0.1:")
    return caught.value


def wrapped(before: str, after: str) -> Behaviour:
    return content(lambda asked: before + answers(truth(asked)) + after)


SILENCE = "silence once it was reached"
PASSING = {
    "an answer that breaks off": first(1, content(BEFORE), TRUE),
    "words in place of JSON, twice": first(2, content("I am glad to help you with that."), TRUE),
    "JSON in a fence": wrapped("```json\n", "\n```"),
    "JSON among words with brackets": wrapped('Here {you} are, {"as": "asked"}: ', " I hope {this} helps."),
    "JSON after thoughts": wrapped('<think>{"answers": []} or not?</think>\n', ""),
    "content in parts": content(lambda asked: [{"type": "text", "text": answers(truth(asked))}]),
    "too many requests, wait a moment": first(2, status(429, "{}", {"Retry-After": "0"}), TRUE),
    "too many requests, no word how long": first(2, status(429), TRUE),
    "overloaded": first(3, status(503, "<html>busy</html>"), TRUE),
    "an internal error": first(1, status(500), TRUE),
    "no choice, once": first(1, raw('{"choices": []}'), TRUE),
    "an empty body, once": first(1, raw(""), TRUE),
    "wrong types, once": first(1, content('{"answers": {"budget_known": "stated"}}'), TRUE),
    "cut off at the limit, once": first(1, content(BEFORE, finish="length"), TRUE),
    "a line that breaks once it was reached": in_turn(TRUE, resetting, TRUE),
    SILENCE: in_turn(TRUE, silent(), TRUE),
    "a line that breaks at first": first(1, resetting, TRUE),
    "an error inside a success": first(1, raw('{"error": {"message": "upstream is busy", "code": 429}}'), TRUE),
    "a choice beside an empty error": content(lambda asked: answers(truth(asked)), error=None),
    "no structured output": without(["response_format"], TRUE),
    "no temperature": without(["temperature"], TRUE, "Unsupported value"),
    "another name for the limit": without(["max_tokens"], TRUE, "use max_completion_tokens in place of"),
    "none of the options": without(["temperature", "max_tokens", "max_completion_tokens", "response_format"], TRUE, "bad"),
}


@pytest.mark.parametrize("behave", PASSING.values(), ids=PASSING.keys())
def test_a_passing_fault_costs_no_answer(behave):
    answer, endpoint = read(behave, request_seconds=1.0 if behave is PASSING[SILENCE] else 10.0)
    assert {e.criterion: e.answer or e.number for e in answer.evidence} == {key: value for key, (value, _) in TRUTH.items()}
    assert (answer.agreed, answer.alone) == (3, 0)
    assert answer.requests == len(endpoint.asked)


LASTING = {
    "never JSON": (content("Certainly!"), "JSON"),
    "deeply nested": (content("[" * 100_000), "JSON"),
    "nested objects": (content('{"a":' * 100_000), "JSON"),
    "a huge number": (content('{"answers": [{"criterion": "end_users", "quote": "q", "number": ' + "9" * 5000 + "}]}"), "JSON"),
    "null content": (content(None), "JSON"),
    "a list": (content("[1, 2]"), "JSON"),
    "answers of the wrong type": (content('{"answers": 3}'), "wrong type"),
    "items of the wrong type": (content('{"answers": [1, null, [], {"criterion": 1, "quote": 2}]}'), "wrong type"),
    "empty choices": (raw('{"choices": []}'), "no choice"),
    "choices of the wrong type": (raw('{"choices": {"0": {}}}'), "no choice"),
    "a choice without a message": (raw('{"choices": [{"text": "{}"}]}'), "no choice"),
    "not JSON at all": (raw("<html>Welcome to the portal</html>"), "no choice"),
    "not even text": (raw(b"\xff\xfe\x00" * 50), "no choice"),
    "an empty body": (raw(""), "no choice"),
    "truncation": (content(BEFORE, finish="length"), "middle of its reply"),
    "a refusal": (raw(completion(None, message={"refusal": "I cannot help with that."})), "refuses to read"),
    "a filter": (content("", finish="content_filter"), "refuses to read"),
    "a wrong key": (status(401, '{"error": {"message": "invalid api key"}}'), "invalid api key"),
    "a forbidden model": (status(403), "does not let this key"),
    "an unknown model": (status(404, '{"error": "model not found"}'), "model not found"),
    "no money": (status(429, '{"error": {"message": "You exceeded it", "code": "insufficient_quota"}}'), "insufficient_quota"),
    "a request too long": (
        status(400, '{"error": {"message": "maximum context length is 4096"}}'),
        "longer than the model's context",
    ),
    "a body too long": (status(413), "too long"),
    "a refused request": (status(400, '{"error": {"message": "no such option"}}'), "no such option"),
    "a wrong key inside a success": (raw('{"error": {"message": "no such user", "code": 401}}'), "no such user"),
    "an error without a number": (raw('{"error": "out of memory"}'), "out of memory"),
    "a teapot": (status(418, "short and stout"), "short and stout"),
    "always overloaded": (status(503), "fails"),
    "a wait of an hour": (status(429, "{}", {"Retry-After": "3600"}), "3,600 seconds"),
    "a huge reply": (endless, "2,000,000 bytes"),
    "a compressed reply": (raw(b"\x1f\x8b\x08\x00", {"Content-Encoding": "gzip"}), "compressed"),
    "a line that breaks": (resetting, "broke off"),
}


@pytest.mark.parametrize(("behave", "told"), LASTING.values(), ids=LASTING.keys())
def test_a_lasting_fault_is_an_error_with_a_remedy(behave, told):
    assert told in str(failure(behave))


@pytest.mark.parametrize("behave", [silent(), dripping, dripping_body], ids=["silence", "slow headers", "slow body"])
def test_an_endpoint_that_never_finishes_does_not_hold_us_up(behave):
    """Waiting for its end would tell of a line that broke, seconds later."""
    assert "in time" in str(failure(behave, request_seconds=0.4))


def test_all_requests_together_have_a_last_moment(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("winnable.sources.language_model.asking.monotonic", lambda: now[0])

    def late(handler: Handler, _: Asked) -> None:
        now[0] = 100.0
        handler.send(503, "{}")

    answer, _ = read(in_turn(TRUE, late), total_seconds=60.0)
    assert "longer than all the time" in " ".join(answer.warnings)
    assert answer.requests == 2


def test_a_long_wait_is_not_sat_out_even_where_there_is_time(monkeypatch):
    waits: list[float] = []
    monkeypatch.setattr("winnable.sources.language_model.asking.sleep", waits.append)
    hour = status(429, "{}", {"Retry-After": "3600"})
    assert "3,600 seconds" in str(failure(hour, total_seconds=80_000.0))
    assert waits == []


def test_a_refusal_is_not_asked_again():
    with Endpoint(LASTING["a refusal"][0]) as endpoint:
        given = settings(endpoint.url)
        with pytest.raises(LanguageModelError):
            ask(plan_of(passages(), PROFILE, given), PROFILE, given)
        assert len(endpoint.asked) == 2


def test_no_more_requests_are_sent_than_the_user_allows():
    with Endpoint(content("no JSON")) as endpoint:
        given = settings(endpoint.url, max_requests=2)
        with pytest.raises(LanguageModelError):
            ask(plan_of(passages(), PROFILE, given), PROFILE, given)
        assert len(endpoint.asked) == 2


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(code):
    with Endpoint(TRUE) as other:
        error = failure(status(code, "{}", {"Location": other.url}), key="secret-key")
        assert other.asked == []
    assert "not followed" in str(error)
    assert other.url in str(error)


def test_a_key_is_sent_where_there_is_one_and_never_shown():
    error = failure(status(401, '{"error": {"message": "Incorrect API key: sk-very-secret"}}'), key="sk-very-secret")
    assert "sk-very-secret" not in str(error)
    assert "***" in str(error)
    assert "sk-very-secret" not in repr(settings("http://localhost", key="sk-very-secret"))
    _, endpoint = read(TRUE, key="sk-very-secret")
    assert endpoint.asked[0].headers["authorization"] == "Bearer sk-very-secret"
    _, endpoint = read(TRUE)
    assert "authorization" not in endpoint.asked[0].headers


def test_an_error_cannot_command_the_terminal():
    error = failure(status(401, json.dumps({"error": {"message": "\x1b]0;owned\x07\u202e" + "A" * 9000}})))
    assert "\x1b" not in str(error)
    assert "\u202e" not in str(error)
    assert len(str(error)) < 600


def test_nobody_at_the_address():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    given = settings(url)
    with pytest.raises(LanguageModelError, match=r"cannot be reached \(connection refused\)"):
        ask(plan_of(passages(), PROFILE, given), PROFILE, given)


def test_an_address_without_tls_is_not_spoken_to_in_clear():
    with Endpoint(TRUE) as endpoint:
        given = settings(endpoint.url.replace("http:", "https:"))
        with pytest.raises(LanguageModelError, match="no safe connection"):
            ask(plan_of(passages(), PROFILE, given), PROFILE, given)
        assert endpoint.asked == []


def test_no_proxy_of_the_environment_is_used(monkeypatch):
    for name in ("HTTP_PROXY", "ALL_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    answer, _ = read(TRUE)
    assert answer.agreed == 3


def test_a_proxy_that_was_named_is_used():
    with Endpoint(TRUE) as proxy:
        given = settings("http://model.invalid/v1", proxy=proxy.url.removesuffix("/v1"))
        assert ask(plan_of(passages(), PROFILE, given), PROFILE, given).agreed == 3
        assert proxy.asked[0].headers["host"] == "model.invalid"
    assert not given.local


def test_progress_is_told_after_each_request():
    seen: list[tuple[int, int]] = []
    with Endpoint(TRUE) as endpoint:
        given = settings(endpoint.url)
        ask(plan_of(passages(), PROFILE, given), PROFILE, given, on_progress=lambda done, of: seen.append((done, of)))
    assert seen == [(1, 2), (2, 2)]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_ends_it_at_once():
    code = (
        "import sys\nfrom tests.sources.language_model.worlds import *\n"
        "from winnable.sources.language_model import ask, plan_of\n"
        "given = settings(sys.argv[1], request_seconds=60.0)\nask(plan_of(passages(), PROFILE, given), PROFILE, given)\n"
    )
    with Endpoint(silent(30)) as endpoint:
        process = subprocess.Popen([sys.executable, "-c", code, endpoint.url], cwd=ROOT, stderr=subprocess.PIPE, text=True)
        while not endpoint.asked:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=20)
    assert told.strip().endswith("KeyboardInterrupt")


NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("7", 7), (" 0 ", 0), (format_datetime(NOW + timedelta(seconds=30), usegmt=True), 30),
        (format_datetime(NOW - timedelta(days=1), usegmt=True), 0), ("", None), ("soon", None), ("-1", None), ("1e999", None),
        ("٣", None), ("nan", None), ("9" * 400, 999_999_999),
    ],
)  # fmt: skip
def test_a_wait_is_read_as_seconds_or_as_a_date(written, seconds):
    assert seconds_of(written, lambda: NOW) == seconds


def test_waits_are_as_long_as_the_endpoint_asks_and_else_grow(monkeypatch):
    waits: list[float] = []
    monkeypatch.setattr("winnable.sources.language_model.asking.sleep", waits.append)
    asked_for = first(1, status(429, "{}", {"Retry-After": "7"}), TRUE)
    read(asked_for)
    read(first(3, status(503), TRUE))
    assert waits == [7.0, 0.01, 0.02, 0.04]


def test_a_quote_from_another_document_is_no_evidence():
    with Endpoint(saying(lambda asked: [asked.item("budget_known", "stated", BUDGET)])) as endpoint:
        given = settings(endpoint.url)
        other = passages("The town buys snow ploughs.")
        assert ask(plan_of(other, PROFILE, given), PROFILE, given).evidence == ()
