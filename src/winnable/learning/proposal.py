"""What the columns of a table probably mean, with the reason for each guess: a mapping for a person to confirm."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache
from typing import Any, Final

from winnable.core.columns import ColumnMap, OutcomeColumn, Use, Value, text_of
from winnable.core.profile import Criterion, Profile

_MARKS: Final = re.compile(r"[\W_]+")
_WORDS: Final = re.compile(r"[^\W_]+")
_HUMPS: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MOST_VALUES: Final = 60  # different values from which on a text column is no category
_FEW: Final = 10  # lost deals below which a blank amount says nothing
_NEARLY: Final = 0.9
_LIKE: Final = 0.8  # how alike two words or names must be to be taken for the same
_SURE: Final = 0.62  # score from which on a column is proposed for a criterion
_Names = Mapping[str, Mapping[str, tuple[str, ...]]]  # role -> system -> names as `plain_name` gives them


@dataclass(frozen=True, slots=True, kw_only=True)
class CrmWords:
    """How systems name their columns, and the words in them. Names are as `plain_name` gives them."""

    roles: _Names
    stage_history: _Names
    outcome_names: tuple[str, ...]
    closed_too: Mapping[str, str]
    values: Mapping[str, frozenset[str]]
    counted: frozenset[str]
    empty: frozenset[str]
    denying: frozenset[str]
    blank: frozenset[str]
    placeholders: frozenset[str]
    endings: frozenset[str]
    late: Mapping[str, str]  # name -> why it is known only late


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A mapping to be confirmed; `reasons` say why, by role (`account`) or by column."""

    column_map: ColumnMap
    reasons: Mapping[str, str]


def plain_name(name: str) -> str:
    """A column's name without case, blanks and marks: `Close Date`, `close_date` and `CloseDate` are one."""
    return _MARKS.sub("", name).casefold()


def role_columns(columns: Sequence[str], roles: _Names) -> Mapping[str, str]:
    """The column of each role, by the names of the system that most of the names are from."""
    by_plain: dict[str, str] = {}
    for column in columns:
        by_plain.setdefault(plain_name(column), column)
    systems = _systems(by_plain, roles)
    found: dict[str, str] = {}
    for role, named in roles.items():
        aliases = (alias for system in systems for alias in named.get(system, ()))
        fitting = (by_plain[alias] for alias in aliases if alias in by_plain)
        if (first := next((name for name in fitting if name not in found.values()), None)) is not None:
            found[role] = first
    return found


def _systems(by_plain: Mapping[str, str], roles: _Names) -> list[str]:
    """All systems, the one whose names explain the most roles first; names that people give last, unless they explain more."""
    counts: Counter[str] = Counter()
    for named in roles.values():
        for system, aliases in named.items():
            counts[system] += any(alias in by_plain for alias in aliases)
    return sorted(counts, key=lambda system: (-counts[system], system == "plain"))


def propose(columns: Mapping[str, Sequence[Value]], profile: Profile, words: CrmWords) -> Proposal:
    """A mapping of columns, given with samples of their cells. Nothing of it is sure until a person confirmed it."""
    reasons: dict[str, str] = {}
    roles = dict(role_columns(tuple(columns), words.roles))
    for role, column in roles.items():
        reasons[role] = f"`{column}` is a usual name for it"
    outcome = _outcome(columns, words, roles)
    if outcome is not None:
        reasons["outcome"] = f"`{outcome.column}` holds {_quoted(outcome.won)} and {_quoted(outcome.lost)}"
        if outcome.column == roles.get("stage") and _tells_nothing_else(outcome, columns[outcome.column]):
            del roles["stage"], reasons["stage"]
    if outcome is not None and (doubt := _knowing_amount(outcome, roles.get("amount"), columns)):
        reasons["amount"] += doubt
    if not {"created", "closed"} & roles.keys() and (order := _running_number(columns, words)) is not None:
        roles["order"] = order
        reasons["order"] = f"`{order}` is a running number, and there are no dates"
    taken = set(roles.values()) | ({outcome.column} if outcome else set())
    left_out, rest = _left_out({name: cells for name, cells in columns.items() if name not in taken}, words)
    uses, why = _uses(rest, profile, words)
    reasons |= left_out | why
    column_map = ColumnMap(outcome=outcome, columns=uses, left_out=left_out)
    return Proposal(column_map=replace(column_map, **dict[str, Any](roles)), reasons=reasons)


def _tells_nothing_else(outcome: OutcomeColumn, cells: Sequence[Value]) -> bool:
    """Whether the column of the outcome holds no stages beside it."""
    return {text_of(cell) for cell in cells} <= {"", *outcome.won, *outcome.lost, *outcome.no_decision, *outcome.walked_away}


def _knowing_amount(outcome: OutcomeColumn, amount: str | None, columns: Mapping[str, Sequence[Value]]) -> str:
    """A warning where amounts are 0 or blank for hardly any won deal and nearly every lost one."""
    if amount is None:
        return ""
    nothing: dict[str, list[bool]] = {"won": [], "lost": []}
    for said, cell in zip(columns[outcome.column], columns[amount], strict=True):
        for kind in nothing:
            if text_of(said) in getattr(outcome, kind):
                nothing[kind].append(cell is None or cell == 0)
    won, lost = nothing["won"], nothing["lost"]
    if len(lost) < _FEW or not won or sum(lost) < _NEARLY * len(lost) or sum(won) > (1 - _NEARLY) * len(won):
        return ""
    which = "every lost deal" if all(lost) else f"{sum(lost) / len(lost):.0%} of the lost deals"
    return f"; but it is 0 or blank for {which}: it knows the outcome, so `history` and `backtest` do without it"


def _running_number(columns: Mapping[str, Sequence[Value]], words: CrmWords) -> str | None:
    """A column of whole numbers, another in each deal, whose name says that it counts."""
    for name, cells in columns.items():
        if words.counted.intersection(_WORDS.findall(_HUMPS.sub(" ", name).replace("_", " ").casefold())):
            numbers = {cell for cell in cells if isinstance(cell, float) and cell == int(cell)}
            if len(numbers) == len(cells) > 2:
                return name
    return None


def _outcome(columns: Mapping[str, Sequence[Value]], words: CrmWords, roles: Mapping[str, str]) -> OutcomeColumn | None:
    """The column whose name and values say won and lost; one whose values alone do so where no name fits."""
    plain = {plain_name(name): name for name in columns}
    named = [plain[name] for name in words.outcome_names if name in plain]
    spoken_for = {column for role, column in roles.items() if role != "stage"}
    others = [name for name in columns if name not in named and name not in spoken_for]
    for name in [*named, *others]:
        found = _as_outcome(name, columns[name], words, binary=name in named)
        partner = words.closed_too.get(plain_name(name))
        if found is not None and not (partner in plain and found.won[0].casefold() in words.values["yes"]):
            return found
    return None


def _as_outcome(name: str, cells: Sequence[Value], words: CrmWords, *, binary: bool) -> OutcomeColumn | None:
    seen = [text for text, _ in Counter(map(text_of, cells)).most_common() if text]
    if len(seen) > _MOST_VALUES:
        return None
    by_kind = {
        kind: tuple(text for text in seen if _said(text) in words.values[kind])
        for kind in ("won", "lost", "no_decision", "walked_away")
    }
    if by_kind["won"] and by_kind["lost"]:
        return OutcomeColumn(column=name, **by_kind)
    yes, no = (tuple(text for text in seen if _said(text) in words.values[kind]) for kind in ("yes", "no"))
    if binary and yes and no and len(seen) == len(yes) + len(no):
        return OutcomeColumn(column=name, won=yes, lost=no)
    return None


def _said(text: str) -> str:
    return " ".join(_WORDS.findall(text.casefold()))


def _left_out(columns: Mapping[str, Sequence[Value]], words: CrmWords) -> tuple[dict[str, str], dict[str, Sequence[Value]]]:
    """Columns that nothing can be learned from, with the reason; and the rest."""
    left: dict[str, str] = {}
    for name, cells in columns.items():
        distinct = {cell for cell in set(cells) if _says(cell, words)}
        filled = [cell for cell in cells if cell in distinct]
        if (why := words.late.get(plain_name(name))) is not None:
            left[name] = why
        elif not filled:
            left[name] = "blank everywhere"
        elif len(distinct) == 1 and len(filled) == len(cells):
            left[name] = "the same in every deal"
        elif not _is_number(distinct) and len(distinct) > max(_MOST_VALUES, len(filled) // 4):
            left[name] = "different in nearly every deal"
    return left, {name: cells for name, cells in columns.items() if name not in left}


def _says(cell: Value, words: CrmWords) -> bool:
    return isinstance(cell, float) or text_of(cell).casefold() not in words.blank


def _is_number(cells: Iterable[Value]) -> bool:
    return all(isinstance(cell, float) for cell in cells)


@dataclass(frozen=True, slots=True)
class _Guess:
    """How well a column fits a criterion, and as what."""

    score: float
    column: str
    criterion: str
    use: Use
    why: str


def _uses(columns: Mapping[str, Sequence[Value]], profile: Profile, words: CrmWords) -> tuple[dict[str, Use], dict[str, str]]:
    """A use for every column: of a criterion, each at most once, the best fit first; or as a criterion still to be learned."""
    offered = [_Offer.of(criterion, words) for criterion in profile.criteria]
    seen = {name: _Seen.of(name, cells, words) for name, cells in columns.items()}
    guesses = [guess for column in seen.values() for offer in offered if (guess := _guess(column, offer, words))]
    chosen: dict[str, _Guess] = {}
    for guess in sorted(guesses, key=lambda guess: (-guess.score, guess.column, guess.criterion)):
        if guess.column not in chosen and guess.criterion not in {other.criterion for other in chosen.values()}:
            chosen[guess.column] = guess
    uses, reasons = {}, {}
    for name, column in seen.items():
        if name in chosen:
            uses[name], reasons[name] = chosen[name].use, chosen[name].why
        else:
            uses[name] = Use(learn="number" if column.is_number and len(column.values) > 2 else "category")
            reasons[name] = _why_learned(name, offered, words)
    return uses, reasons


def _why_learned(name: str, offered: Sequence["_Offer"], words: CrmWords) -> str:
    scored = max(((_named_alike(name, offer, words), offer.criterion.key) for offer in offered), default=((0.0, ""), ""))
    (score, _), key = scored
    if score < _LIKE:
        return "resembles no criterion: to be learned from history alone"
    return f"its name resembles the criterion `{key}`, but what it holds does not fit it, or another column fits better"


@dataclass(frozen=True, slots=True)
class _Offer:
    """A criterion, with the words of its key, its question and each of its answers."""

    criterion: Criterion
    key: tuple[str, ...]
    question: tuple[str, ...]
    answers: Mapping[str, frozenset[tuple[str, ...]]]

    @classmethod
    def of(cls, criterion: Criterion, words: CrmWords) -> "_Offer":
        """The words of a criterion."""
        answers = {a.key: frozenset(_names_of(a.key, a.text, criterion, words)) - {()} for a in criterion.answers}
        return cls(criterion, _content(criterion.key, words), _content(criterion.question, words), answers)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A column as far as a guess needs it: its commonest values that say something, and whether they are numbers."""

    name: str
    values: tuple[str, ...]
    is_number: bool

    @classmethod
    def of(cls, name: str, cells: Sequence[Value], words: CrmWords) -> "_Seen":
        """What is seen of a column."""
        counted = [cell for cell, _ in Counter(cells).most_common() if _says(cell, words)]
        return cls(name, tuple(map(text_of, counted[: _MOST_VALUES + 1])), _is_number(counted))


def _guess(column: _Seen, offer: _Offer, words: CrmWords) -> _Guess | None:
    criterion, name, distinct = offer.criterion, column.name, column.values
    named, by = _named_alike(name, offer, words)
    if criterion.curve is not None:
        fits = column.is_number and named >= _LIKE
        why = f"its name resembles {by}; numbers for {criterion.curve.unit}: check the unit, and set `factor` where it differs"
        return _Guess(named, name, criterion.key, Use(criterion=criterion.key), why) if fits else None
    if column.is_number and len(distinct) > 2:
        return None
    yes_no = _yes_no(name, distinct, criterion, words) if named >= _SURE else {}
    spoken = not yes_no
    answers = yes_no or _answers(distinct, offer, words)
    valued = len(answers) / max(len(distinct), 1) * (1.0 if spoken else 0.5)
    if not answers or (len(set(answers.values())) < 2 and named < _LIKE):
        return None
    score = 0.6 * named + 0.4 * valued
    if score < _SURE and not (valued > 0.99 and len(set(answers.values())) > 2):
        return None
    resembles = f"its name resembles {by}; " if named >= 0.5 else ""
    why = f"{resembles}{len(answers)} of its {len(distinct)} values resemble answers of `{criterion.key}`"
    return _Guess(score, name, criterion.key, Use(criterion=criterion.key, answers=answers), why)


def _named_alike(name: str, offer: _Offer, words: CrmWords) -> tuple[float, str]:
    """How alike a column's name is to a criterion's key or to words of its question; and to which."""
    wanted = _content(_HUMPS.sub(" ", name), words)
    if not wanted:
        return 0.0, "nothing"
    whole = _alike("".join(wanted), "".join(offer.key))
    alike = {
        (word, other): _alike_words(word, other, words.endings) for word in wanted for other in {*offer.key, *offer.question}
    }
    named = _covered(wanted, offer.key, lambda word, other: alike[word, other])
    back = _covered(offer.key, wanted, lambda word, other: alike[other, word])
    by_key = max(whole if whole >= _LIKE else 0.0, named, 0.9 * back)
    by_question = 0.85 * _covered(wanted, offer.question, lambda word, other: alike[word, other])
    key = f"the criterion `{offer.criterion.key}`"
    return (by_key, key) if by_key >= by_question else (by_question, f"the question of `{offer.criterion.key}`")


def _covered(wanted: Sequence[str], offered: Sequence[str], alike: Callable[[str, str], float]) -> float:
    """Share of the letters of some words that stand among others; a beginning counts for the word."""
    said = sum(len(word) * max((alike(word, other) for other in offered), default=0.0) for word in wanted)
    return said / max(sum(map(len, wanted)), 1)


@cache
def _alike_words(word: str, other: str, endings: frozenset[str]) -> float:
    """How alike a word of a column's name is to a criterion's. Columns abbreviate (`Purch` for purchase) and criteria do not:
    `Country` is no count."""
    if word == other:
        return 1.0
    if len(word) >= 4 and other.startswith(word):
        return 0.9
    if len(other) >= 4 and word.startswith(other):
        return 0.9 if word[len(other) :] in endings else 0.0
    alike = _alike(word, other)
    return alike if alike >= _LIKE else 0.0


@cache
def _alike(one: str, other: str) -> float:
    """How alike two words or names are; 0 where it is less than anything here asks for."""
    if not one or not other or 2 * min(len(one), len(other)) < _LIKE * (len(one) + len(other)):
        return 0.0
    match = SequenceMatcher(None, one, other, autojunk=False)
    return match.ratio() if match.quick_ratio() >= _LIKE else 0.0


def _content(text: str, words: CrmWords) -> tuple[str, ...]:
    """The words that tell something; all of them where none does."""
    found = _WORDS.findall(text.casefold().replace("_", " "))
    return tuple(word for word in found if word not in words.empty) or tuple(found)


def _answers(values: Sequence[str], offer: _Offer, words: CrmWords) -> dict[str, str]:
    """Values that resemble an answer: by its key, its text, or a phrase of its signals."""
    found = {}
    for value in values:
        said = _content(value, words)
        best = max(
            ((max((_meant(said, name) for name in names), default=0.0), key) for key, names in offer.answers.items()),
            default=(0.0, ""),
        )
        if best[0] >= _LIKE:
            found[value] = best[1]
    return found


def _meant(said: tuple[str, ...], name: tuple[str, ...]) -> float:
    """How alike a value is to the words of an answer: as a whole, or since one holds all words of the other."""
    if said == name:
        return 1.0
    if set(name) <= set(said) or set(said) <= set(name):
        return 0.9 if min(len("".join(said)), len("".join(name))) > 2 else 0.0
    return _alike("".join(said), "".join(name))


def _names_of(key: str, text: str, criterion: Criterion, words: CrmWords) -> Iterator[tuple[str, ...]]:
    yield _content(key, words)
    yield _content(text, words)
    for signal in criterion.signals:
        if signal.answer == key:
            yield from (_content(phrase.replace("*", ""), words) for phrases in signal.phrases.values() for phrase in phrases)


def _yes_no(name: str, values: Sequence[str], criterion: Criterion, words: CrmWords) -> dict[str, str]:
    """Yes and no for a criterion of two answers, where the words of just one of them deny something; turned round for a column
    that denies it in its name (`Do not email`)."""
    denied = [a.key for a in criterion.answers if _denies(f"{a.key} {a.text}", words)]
    if len(criterion.answers) != 2 or len(denied) != 1:
        return {}
    other = next(a.key for a in criterion.answers if a.key != denied[0])
    keys = {"no": other, "yes": denied[0]} if _denies(name, words) else {"no": denied[0], "yes": other}
    found = {value: keys[kind] for value in values for kind in keys if _said(value) in words.values[kind]}
    return found if len(set(found.values())) == 2 else {}


def _denies(text: str, words: CrmWords) -> bool:
    return not words.denying.isdisjoint(_WORDS.findall(_HUMPS.sub(" ", text).casefold().replace("_", " ")))


def _quoted(values: Iterable[str]) -> str:
    return " or ".join(f"`{value}`" for value in values)
