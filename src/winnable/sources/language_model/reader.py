"""Puts a profile's open questions to a language model and keeps what the document bears out."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from secrets import token_hex

from winnable.core.errors import LanguageModelError
from winnable.core.evidence import Evidence
from winnable.core.profile import Criterion, Profile
from winnable.sources.language_model.agreement import Agreement, compared
from winnable.sources.language_model.asking import Asking
from winnable.sources.language_model.limits import TRIES
from winnable.sources.language_model.plan import RUNS, Plan, Window
from winnable.sources.language_model.prompts import messages_of, questions_of, schema_of, written
from winnable.sources.language_model.replies import Said, Unusable, said_in
from winnable.sources.language_model.settings import Settings
from winnable.sources.language_model.verifying import Verified, verified_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a language model contributes. Of its answers, `dropped` were not borne out by document and profile, `disagreed` were
    said differently by the other reading; `agreed` pieces of evidence come from both readings, `alone` from one. `requests` were
    sent, repeats included; `warnings` say in plain words what was not read and why."""

    evidence: tuple[Evidence, ...]
    dropped: int
    disagreed: int
    requests: int
    warnings: tuple[str, ...]
    agreed: int = 0
    alone: int = 0


@dataclass(slots=True)
class _Readings:
    """What has been read so far, by run."""

    said: tuple[list[Verified], ...] = field(default_factory=lambda: tuple([] for _ in range(RUNS)))
    dropped: Counter[str] = field(default_factory=Counter)
    read: int = 0
    unusable: list[Unusable] = field(default_factory=list)
    stopped: LanguageModelError | None = None

    @property
    def tried(self) -> int:
        return self.read + len(self.unusable)


def ask(
    plan: Plan,
    profile: Profile,
    settings: Settings,
    known: Collection[str] = (),
    on_progress: Callable[[int, int], None] | None = None,
) -> Answer:
    """Read the plan's windows twice, without the questions that are `known`; `on_progress` is told (requests done, of).

    Raises LanguageModelError where nothing at all could be read; what could be read before something failed is returned, with
    the failure as a warning. Ctrl-C ends it at once.
    """
    questions = questions_of(profile, known)
    if not questions or not plan.windows:
        return Answer(evidence=(), dropped=0, disagreed=0, requests=0, warnings=_unsent(plan))
    asking = Asking(settings)
    readings = _Readings()
    try:
        for window in plan.windows:
            for run in range(RUNS):
                _read(window, run, questions, asking, readings)
                if on_progress is not None:
                    on_progress(readings.tried, plan.requests)
    except LanguageModelError as error:
        readings.stopped = error
    if not readings.read:
        raise readings.stopped or readings.unusable[0].error
    agreement = compared(readings.said[0], readings.said[1], profile, settings.model)
    return Answer(
        evidence=agreement.evidence,
        dropped=readings.dropped.total(),
        disagreed=agreement.disagreed,
        requests=asking.requests,
        warnings=(*_unsent(plan), *_warnings(plan, readings, agreement, asking)),
        agreed=agreement.agreed,
        alone=agreement.alone,
    )


def _read(window: Window, run: int, questions: tuple[Criterion, ...], asking: Asking, readings: _Readings) -> None:
    try:
        said, malformed = _said_of(window, run, questions, asking)
    except Unusable as unusable:
        readings.unusable.append(unusable)
        return
    verified, dropped = verified_in(said, window, {criterion.key: criterion for criterion in questions})
    readings.said[run].extend(verified)
    readings.dropped.update(dropped)
    readings.dropped["wrong form"] += malformed
    readings.read += 1


def _said_of(window: Window, run: int, questions: tuple[Criterion, ...], asking: Asking) -> tuple[tuple[Said, ...], int]:
    """The model's answers to one window; asked again, with what was wrong, while the reply cannot be used."""
    listed, schema = written(questions, reverse=run > 0), schema_of(questions)
    texts = [piece.text for piece in window.pieces]
    why = ""
    for left in reversed(range(TRIES)):
        try:
            return said_in(asking.ask(messages_of(listed, texts, token_hex(8), why), schema), asking.settings.host)
        except Unusable as unusable:
            if not left or not unusable.again:
                raise
            why = unusable.why
    raise AssertionError("the last try either returns or raises")


def _unsent(plan: Plan) -> tuple[str, ...]:
    """What the plan left out."""
    has = sum(count for _, _, count in plan.files)
    withheld = sum(len(p.text) for p in plan.withheld)
    warnings = []
    if plan.windows and has - withheld - plan.characters > 0.005 * has:
        warnings.append(f"{plan.characters / has:.0%} of the text was sent to the language model; `max_requests` allows no more")
    if plan.withheld:
        warnings.append(f"the language model was not shown {plan.withheld_words()}")
    return tuple(warnings)


def _warnings(plan: Plan, readings: _Readings, agreement: Agreement, asking: Asking) -> tuple[str, ...]:
    warnings = []
    if readings.stopped is not None:
        warnings.append(
            f"the language model was asked {readings.tried} of {plan.requests} times, then: {_first_line(readings.stopped)}"
        )
    if readings.unusable:
        first = _first_line(readings.unusable[0].error)
        warnings.append(f"{len(readings.unusable)} of {plan.requests} replies could not be used; the first: {first}")
    dropped = +readings.dropped
    if dropped:
        reasons = ", ".join(f"{reason}: {count}" for reason, count in dropped.most_common())
        warnings.append(f"{dropped.total()} answers of the language model were dropped ({reasons})")
    if agreement.disagreed:
        warnings.append(f"{agreement.disagreed} answers were left out because the two readings disagree")
    if asking.cut_short:
        warnings.append(
            "the language model counted far fewer tokens than it was sent: it may have read only a part; "
            "give it a longer context, or lower `window_characters`"
        )
    return tuple(warnings)


def _first_line(error: LanguageModelError) -> str:
    return f"{error.file} {error.message}"
