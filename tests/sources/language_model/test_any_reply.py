"""Whatever an endpoint sends: an error of ours or evidence whose quote stands in the document, never anything else."""

import json
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.sources.language_model.endpoint import Asked, Endpoint, Handler, completion
from tests.sources.language_model.worlds import BUDGET, PLATFORM, PROFILE, TEXTS, USERS, passages, settings

from winnable.core.errors import LanguageModelError
from winnable.core.evidence import Evidence, Passage
from winnable.sources.language_model import ask, plan_of
from winnable.sources.language_model.replies import Unusable, said_in
from winnable.sources.language_model.verifying import verified_in

DOCUMENT = passages()
QUESTIONS = {criterion.key: criterion for criterion in PROFILE.criteria}
WINDOW = plan_of(DOCUMENT, PROFILE, settings("http://localhost")).windows[0]
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
KEYS = st.sampled_from([c.key for c in PROFILE.criteria])
ANSWERS = st.sampled_from([a.key for c in PROFILE.criteria for a in c.answers])
SLICES = st.tuples(st.sampled_from(TEXTS), st.integers(0, 30), st.integers(0, 80)).map(lambda t: t[0][t[1] : t[1] + t[2]])
ITEM = st.fixed_dictionaries(
    {"criterion": KEYS | ANY, "quote": SLICES | st.sampled_from((BUDGET, PLATFORM, USERS)) | ANY},
    optional={
        "answer": ANSWERS | ANY,
        "number": st.integers() | st.sampled_from((12_500, 400_000, 80e6)) | ANY,
        "passage": st.integers(-2, 20) | ANY,
        "certainty": st.sampled_from(("stated", "implied")) | ANY,
        "more": ANY,
    },
)
ITEMS = st.fixed_dictionaries({"answers": st.lists(ITEM | ANY, max_size=8) | ANY}).map(json.dumps)
MESSAGE = st.fixed_dictionaries({"content": ITEMS | ANY}, optional={"refusal": ANY, "role": ANY})
CHOICE = st.fixed_dictionaries({"message": MESSAGE | ANY}, optional={"finish_reason": st.sampled_from(("stop", "length")) | ANY})
BODY = st.fixed_dictionaries(
    {"choices": st.lists(CHOICE | ANY, max_size=2) | ANY}, optional={"usage": st.fixed_dictionaries({"prompt_tokens": ANY}) | ANY}
)


def assert_true_to(evidence: tuple[Evidence, ...], document: tuple[Passage, ...]) -> None:
    texts = {passage.text for passage in document}
    for voice in evidence:
        assert voice.place is not None
        assert len(voice.quote) >= 12
        assert voice.criterion in QUESTIONS
        assert voice.confidence < 0.7
        assert any(text[voice.place.start : voice.place.end] == voice.quote for text in texts)
        assert (voice.answer in {a.key for a in QUESTIONS[voice.criterion].answers}) != (voice.number is not None)


@given(text=ITEMS | ANY.map(json.dumps) | st.text())
@hypothesis_settings(max_examples=400, deadline=None)
def test_any_words_of_a_model(text):
    with suppress(Unusable):
        said, _ = said_in(text, "host")
        kept, dropped = verified_in(said, WINDOW, QUESTIONS)
        assert len(kept) + dropped.total() == len(said)
        for one in kept:
            assert one.quote in {passage.text[one.place.start : one.place.end] for passage in DOCUMENT}


class Fed:
    """An endpoint that replies with what the test drew last."""

    def __init__(self) -> None:
        self.body = b""
        self.whole = False

    def behave(self, handler: Handler, _: Asked) -> None:
        if self.whole:
            handler.wfile.write(self.body)
        else:
            handler.send(200, self.body)


@pytest.fixture(scope="module")
def fed() -> Iterator[tuple[Fed, Endpoint]]:
    feeder = Fed()
    with Endpoint(feeder.behave) as endpoint:
        yield feeder, endpoint


def read(fed: tuple[Fed, Endpoint], body: bytes, *, whole: bool = False) -> None:
    feeder, endpoint = fed
    feeder.body, feeder.whole = body, whole
    with suppress(LanguageModelError):
        chosen = settings(endpoint.url, max_requests=2)
        assert_true_to(ask(plan_of(DOCUMENT, PROFILE, chosen), PROFILE, chosen).evidence, DOCUMENT)


FEW = hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(body=(BODY | ANY).map(json.dumps).map(str.encode) | st.binary())
@FEW
def test_any_body(fed, body):
    read(fed, body)


@given(text=ITEMS)
@FEW
def test_any_answers(fed, text):
    read(fed, completion(text).encode())


@given(
    status=st.sampled_from((b"HTTP/1.1 200 OK", b"HTTP/1.1 100 Continue", b"HTTP/1.0 302 x", b"HTTP/1.1 999", b"ICY 200"))
    | st.binary(),
    headers=st.lists(
        st.sampled_from(
            (
                b"Content-Length: 5",
                b"Content-Length: -1",
                b"Content-Length: 99999",
                b"Transfer-Encoding: chunked",
                b"Location: http://[",
                b"Content-Type: text/html; charset=nonsense",
                b"Set-Cookie: \xff=\xfe",
                b"Content-Encoding: br",
                b"Retry-After: \xd9\xa3",
            )
        )
        | st.binary(max_size=30),
        max_size=4,
    ),
    body=st.binary(max_size=60),
)
@FEW
def test_any_bytes_on_the_line(fed, status, headers, body):
    read(fed, b"\r\n".join((status, *headers, b"", body)), whole=True)
