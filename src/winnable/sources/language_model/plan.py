"""What would be sent, worked out before anything is: the document in windows, the most telling ones first."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from winnable.core.evidence import Passage
from winnable.core.profile import Profile
from winnable.reading.text import sentences
from winnable.sources.language_model.prompts import questions_of, written
from winnable.sources.language_model.settings import Settings
from winnable.sources.language_model.shown import shown, steers

RUNS = 2  # each window is read twice, and the two readings are compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a passage as the model sees it; `start` is where it begins in the passage's text."""

    passage: Passage
    start: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Neighbouring pieces of one file that go into one request; `standing` (0 to 1) says how much they tell."""

    pieces: tuple[Piece, ...]
    standing: float

    @property
    def characters(self) -> int:
        """Characters of the document in it."""
        return sum(len(piece.text) for piece in self.pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What would be sent where. `characters` are the document's, sent once in each of the two runs; `questions` those of the
    profile that are sent with them. `files` are (name, characters sent, characters it has). `withheld` passages are not sent
    because they speak to the program that reads them."""

    windows: tuple[Window, ...]
    requests: int
    most_requests: int
    characters: int
    questions: int
    host: str
    model: str
    local: bool
    encrypted: bool
    keyed: bool
    proxy: str
    files: tuple[tuple[str, int, int], ...]
    withheld: tuple[Passage, ...]

    def words(self) -> tuple[str, ...]:
        """The plan as lines for a person who is asked to confirm it."""
        if not self.windows:
            return ("There is nothing to send to the language model.",)
        return (*self._what(), *self._where(), *self._besides())

    def _what(self) -> Iterator[str]:
        yield f"A language model would be sent {self.characters:,} characters, each of them {RUNS} times:"
        for name, sent, has in self.files:
            part = "all of it" if sent >= has else f"{sent / has:.0%} of it" if sent else "nothing of it"
            yield f"  {name}: {sent:,} characters, {part}"
        yield f"with {self.questions:,} characters of questions from the profile in each of {self.requests} requests"
        yield f"(at most {self.most_requests} with repeats)."

    def _where(self) -> Iterator[str]:
        machine = "this machine" if self.local else "another machine"
        line = "" if self.local else ", encrypted" if self.encrypted else ", NOT ENCRYPTED: others on the way can read it"
        yield f"To: {self.host} ({machine}{line}), model {self.model}, {'with' if self.keyed else 'without'} a key."
        if self.proxy:
            yield f"Through the proxy {self.proxy}."

    def _besides(self) -> Iterator[str]:
        yield "E-mail addresses and telephone numbers are masked; names and all else are sent as they stand."
        if self.withheld:
            yield f"Not sent: {self.withheld_words()}."

    def withheld_words(self) -> str:
        """How many passages are not sent because they speak to a program, and where they stand."""
        count = len(self.withheld)
        pages = sorted({p.page for p in self.withheld if p.page})
        where = f" (page {', '.join(map(str, pages[:5]))})" if pages else ""
        return f"{count} {'passage that gives' if count == 1 else 'passages that give'} orders to a program that reads it{where}"


def plan_of(
    passages: Sequence[Passage],
    profile: Profile,
    settings: Settings,
    *,
    known: Collection[str] = (),
    standing: Sequence[float] | None = None,
) -> Plan:
    """Work out what would be sent; opens no connection. `known` criteria are not asked. `standing` says of each passage how
    much it tells (0 to 1); without it the beginning of the documents goes first."""
    weights = [1.0] * len(passages) if standing is None else list(standing)
    steering = frozenset(i for i, passage in enumerate(passages) if steers(passage.text))
    told = [(p, w) for i, (p, w) in enumerate(zip(passages, weights, strict=True)) if i not in steering and p.text.strip()]
    windows = sorted(_windows(told, settings.window_characters), key=lambda window: -window.standing)
    windows = windows[: settings.max_requests // RUNS]
    has = Counter[str]()
    for passage in passages:
        has[passage.file] += len(passage.text)
    sent = Counter[str]()
    for window in windows:
        sent[window.pieces[0].passage.file] += window.characters
    return Plan(
        windows=tuple(windows),
        requests=RUNS * len(windows),
        most_requests=settings.max_requests,
        characters=sum(sent.values()),
        questions=len(written(questions_of(profile, known))),
        host=settings.host,
        model=settings.model,
        local=settings.local,
        encrypted=settings.encrypted,
        keyed=bool(settings.key),
        proxy=settings.proxy,
        files=tuple((name, sent[name], count) for name, count in has.items()),
        withheld=tuple(passages[i] for i in sorted(steering)),
    )


def _windows(told: Sequence[tuple[Passage, float]], most: int) -> Iterator[Window]:
    for _, group in groupby(told, key=lambda pair: pair[0].file):
        pieces: list[Piece] = []
        weight, size = 0.0, 0
        for passage, standing in group:
            for piece in _pieces(passage, most):
                if pieces and size + len(piece.text) > most:
                    yield Window(pieces=tuple(pieces), standing=weight / size)
                    pieces, weight, size = [], 0.0, 0
                pieces.append(piece)
                size += len(piece.text)
                weight += standing * len(piece.text)
        if pieces:
            yield Window(pieces=tuple(pieces), standing=weight / size)


def _pieces(passage: Passage, most: int) -> Iterator[Piece]:
    """The passage, or stretches of it that end with a sentence where they can."""
    text = shown(passage.text)
    ends = [end for _, end in sentences(passage.text)] if len(text) > most else []
    start = 0
    while len(text) - start > most:
        end = max((end for end in ends if start < end <= start + most), default=start + most)
        yield Piece(passage=passage, start=start, text=text[start:end])
        start = end
    yield Piece(passage=passage, start=start, text=text[start:])
