"""Why two saved qualifications differ, as plain data with every text resolved: what the terminal, JSON and HTML show."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import winnable
from winnable.core.change import Change, changes_between, pursuing_alone
from winnable.core.errors import InputError, Problem
from winnable.core.odds import doublings_of
from winnable.formats.plots import STRONGEST, Step, waterfall
from winnable.formats.report import rendered
from winnable.formats.saved import Saved, SavedContribution, SavedEvidence, SavedFinding, SavedUnsettled, qualification_of
from winnable.formats.wording import DECISIONS, clean, money, percent, signed, spoken

VERSION: Final = 1
QUOTES: Final = 2  # of new voices that are shown with a change
KINDS: Final = {
    "new_evidence": "new evidence",
    "changed_answer": "changed answer",
    "lost_evidence": "lost evidence",
    "follows": "follows from another answer",
    "new_profile": "new profile version",
    "passed_time": "passed time",
    "changed_stakes": "changed stakes",
}
_NOT_CRITERIA: Final = {
    "prior": "Chance before anything is known",
    "widening": "How far the profile stretches that chance",
    "stage": "Where the sale stands",
    "deadline": "Deadline that was read",
    "value": "Margin over the contract's life",
    "cost": "Pursuit still to be paid",
}
Plain = dict[str, Any]


def comparison_of(before: Saved, after: Saved) -> Plain:
    """The whole comparison; InputError where the two cannot be compared."""
    _check_same(before, after)
    old, new = qualification_of(before), qualification_of(after)
    changes = changes_between(old, new, deadlines=(before.deadline, after.deadline), priors=_priors(before, after))
    return {
        "schema_version": VERSION,
        "winnable_version": winnable.__version__,
        "opportunity": after.opportunity.name,
        "currency": after.stakes.currency,
        "before": _side(before) | {"pursuing_alone": pursuing_alone(old)},
        "after": _side(after) | {"pursuing_alone": pursuing_alone(new)},
        "difference": {
            "known": after.known - before.known,
            "expected": after.expected - before.expected,
            "doublings": new.assessment.mean - old.assessment.mean,
            "chance": after.probability - before.probability,
            "money": pursuing_alone(new) - pursuing_alone(old),
        },
        "changes": [_change(change, before, after) for change in changes],
        "notes": list(_notes(before, after)),
    }


def _priors(before: Saved, after: Saved) -> tuple[float, float]:
    return before.prior.probability, after.prior.probability


def _check_same(before: Saved, after: Saved) -> None:
    for name, old, new in (
        ("profile.key", before.profile.key, after.profile.key),
        ("stakes.currency", before.stakes.currency, after.stakes.currency),
    ):
        if old != new:
            message = f"One has `{old}`, the other `{new}`: what differs between them are not changes of one opportunity."
            raise InputError(
                (Problem(file="the two files", path=name, message=message, suggestion="Judge both by the same profile."),)
            )


def _notes(before: Saved, after: Saved) -> Iterator[str]:
    if before.opportunity.name != after.opportunity.name:
        yield f"The two have different names, {before.opportunity.name} and {after.opportunity.name}: is it one opportunity?"
    if before.seller.key != after.seller.key:
        yield f"The seller differs: {before.seller.name}, then {after.seller.name}."


def _side(saved: Saved) -> Plain:
    return {
        "name": saved.opportunity.name,
        "profile_version": saved.profile.version,
        "recommended": saved.decision.recommended,
        "probability": saved.probability,
        "low": saved.range.low,
        "high": saved.range.high,
        "doublings": saved.known + saved.expected,
        "stage": saved.opportunity.stage,
        "value": saved.stakes.value,
        "cost": saved.stakes.cost,
    }


def _change(change: Change, before: Saved, after: Saved) -> Plain:
    old, new = (next((f for f in s.findings if f.criterion == change.about), None) for s in (before, after))
    words = _words(change.about, before, after) or (_answer(old), _answer(new))
    return {
        "kind": change.kind,
        "about": change.about,
        "question": _NOT_CRITERIA.get(change.about) or _question(change.about, before, after),
        "before": words[0],
        "after": words[1],
        "known": change.known,
        "expected": change.expected,
        "doublings": change.doublings,
        "doubt": change.doubt,
        "chance": change.chance,
        "money": change.money,
        "mixed": change.mixed,
        "note": _note(change, before, after),
        "blocker": change.blocker,
        "evidence": _new_voices(old, new),
    }


def _note(change: Change, before: Saved, after: Saved) -> str:
    """What else had a hand in a change, or why its figure is not what one would work out by hand."""
    if change.about in ("prior", "widening"):
        return (
            f"The odds of that chance enter {_stretch(before)} and now {_stretch(after)}: stretched by all that the profile asks."
        )
    if not change.mixed:
        return ""
    if before.profile.version != after.profile.version:
        return "The profile has a new version too: a part of this may be its new weight."
    return "The value changed too: a part of this may come of it."


def _stretch(saved: Saved) -> str:
    """By what the prior's doublings are multiplied, so that with nothing known the chance is the stated one."""
    stated = doublings_of(saved.prior.probability)
    return f"\N{MULTIPLICATION SIGN}{saved.prior.doublings / stated:.2f}" if stated else "as they are"


def _question(key: str, before: Saved, after: Saved) -> str:
    for saved in (after, before):
        rows: tuple[SavedFinding | SavedContribution | SavedUnsettled, ...]
        rows = (*saved.findings, *saved.contributions, *saved.unsettled)
        for row in rows:
            if row.criterion == key:
                return row.question
    return key


def _answer(finding: SavedFinding | None) -> str:
    if finding is None or finding.state == "unknown":
        return "unknown" if finding else ""
    if finding.state != "contested":
        return finding.answer_text
    others = dict.fromkeys(_heard(v)[0] for v in finding.against if _heard(v)[0] != finding.answer)
    return f"contested: {' or '.join([finding.answer_text, *(spoken(other) for other in others)])}"


def _words(about: str, before: Saved, after: Saved) -> tuple[str, str] | None:
    """What is told of something that is not a criterion; None for a criterion."""

    def told(saved: Saved) -> str:
        stakes = saved.stakes
        return {
            "prior": percent(saved.prior.probability),
            "widening": _stretch(saved),
            "stage": saved.opportunity.stage,
            "deadline": saved.deadline or "not stated",
            "value": money(stakes.value, stakes.currency),
            "cost": money(stakes.cost, stakes.currency),
        }[about]

    return (told(before), told(after)) if about in _NOT_CRITERIA else None


def _new_voices(old: SavedFinding | None, new: SavedFinding | None) -> list[Plain]:
    """Quotes that only the later one has; of evidence that was lost, those that only the earlier one has."""
    then, now = ({_heard(voice) for voice in _voices(finding)} for finding in (old, new))
    found = [v for v in _voices(new) if _heard(v) not in then] or [v for v in _voices(old) if _heard(v) not in now]
    return [
        {"quote": v.quote, "file": v.file, "page": v.page, "section": v.section, "source": v.source.name, "detail": v.detail}
        for v in found[:QUOTES]
    ]


def _voices(finding: SavedFinding | None) -> tuple[SavedEvidence, ...]:
    return (*finding.evidence, *finding.against) if finding else ()


def _heard(voice: SavedEvidence) -> tuple[str | float | None, str | None, str]:
    """What makes two voices the same, whatever the file was called."""
    return voice.answer if voice.answer is not None else voice.number, voice.quote, voice.source.kind


def change_words(change: Mapping[str, Any]) -> str:
    """What changed, in one line: from what to what."""
    if change["before"] == change["after"]:
        return str(change["after"])
    return f"{change['before'] or 'nothing'} \N{RIGHTWARDS ARROW} {change['after'] or 'nothing'}"


def change_steps(comparison: Mapping[str, Any]) -> list[Step]:
    """From the expected odds before to those after, by the changes that move them most (the rest summed)."""
    moving = sorted((c for c in comparison["changes"] if c["doublings"]), key=lambda c: -abs(c["doublings"]))
    level = comparison["before"]["doublings"]
    start = f"before: {percent(comparison['before']['probability'])}"
    steps = [Step(label="Expected odds", answer=start, start=level, end=level)]
    named = [
        (c["question"], ": ".join(filter(None, (KINDS[c["kind"]], change_words(c)))), c["doublings"]) for c in moving[:STRONGEST]
    ]
    if moving[STRONGEST:]:
        many = len(moving) - STRONGEST
        rest = sum(c["doublings"] for c in moving[STRONGEST:])
        named.append((f"{many} more change{'s' if many > 1 else ''}", "together", rest))
    for label, answer, weight in named:
        steps.append(Step(label=label, answer=answer, start=level, end=level + weight))
        level += weight
    end = f"after: {percent(comparison['after']['probability'])}"
    return [*steps, Step(label="Expected odds", answer=end, start=level, end=level)]


def change_plot(comparison: Mapping[str, Any]) -> str:
    """The waterfall from before to after."""
    return waterfall("changes", "From the odds before to the odds after", change_steps(comparison), "nothing moved them")


def points(share: float) -> str:
    """A part of a chance in percentage points with its sign."""
    size = abs(100 * share)
    sign = "+" if share >= 0 else "\N{MINUS SIGN}"
    if not size:
        return "no points"
    return f"{sign}{size:.1f} points" if size >= 0.05 else "under 0.1 points"


def moved(doublings: float) -> str:
    """Doublings with their sign; empty where they would show as nothing."""
    return signed(doublings) if abs(doublings) >= 0.005 else ""


def difference_of_money(amount: float, currency: str) -> str:
    """A difference in money with its sign; no sign where it shows as nothing."""
    return f"+{money(amount, currency)}" if amount >= 0.5 else money(amount if amount <= -0.5 else 0.0, currency)


def headline(comparison: Mapping[str, Any]) -> str:
    """The decision before and after."""
    old, new = (DECISIONS[comparison[side]["recommended"]][0] for side in ("before", "after"))
    return f"Still {DECISIONS[comparison['after']['recommended']][1]}" if old == new else f"{old} \N{RIGHTWARDS ARROW} {new}"


def chance_sentence(comparison: Mapping[str, Any]) -> str:
    """The chance before and after."""
    old, new = (percent(comparison[side]["probability"]) for side in ("before", "after"))
    if not comparison["difference"]["chance"]:
        return f"The chance stayed at {new}."
    return f"The chance went from {old} to {new}: {points(comparison['difference']['chance'])}."


def money_sentence(comparison: Mapping[str, Any]) -> str:
    """What pursuing alone was worth before and after."""
    currency = comparison["currency"]
    old, new = (money(comparison[side]["pursuing_alone"], currency) for side in ("before", "after"))
    if old == new:
        return f"Pursuing alone is still worth {new} by the chance."
    return f"By the chance, pursuing alone was worth {old} and is now worth {new}."


def comparison_html(comparison: Plain) -> str:
    """The comparison as one self-contained page."""
    made = clean(comparison)
    return rendered(
        "comparison.html",
        made=made,
        plot=change_plot(made),
        kinds=KINDS,
        points=points,
        moved=moved,
        difference_of_money=difference_of_money,
        change_words=change_words,
        headline=headline(made),
        chance_sentence=chance_sentence(made),
        money_sentence=money_sentence(made),
    )
