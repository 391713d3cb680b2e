"""A qualification for a person in a terminal: the decision first, then why, then what to ask."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from rich.console import Console

from winnable.cli.writer import Writer, place_words, shortened
from winnable.formats.wording import COST_FROM, DECISIONS, SUPPORT, VALUE_FROM

Plain = Mapping[str, Any]
STYLES: Final = {
    "pursue": ("bold green", "+"),
    "pursue_with_partner": ("bold cyan", "+"),
    "investigate": ("bold yellow", "?"),
    "walk_away": ("bold red", "x"),
}
TOP = 5
MACHINE = "read by the language model"  # how the detail of such evidence begins: whose reading it is belongs beside the quote
LEAST = 0.05  # doublings; less is not worth a line
DISPUTED = 0.2  # doublings between contested answers; less is not worth a seller's time


def print_view(view: Plain, *, full: bool = False, console: Console | None = None) -> None:
    """Print a view to standard output; plain text where nobody looks on or colour is not wanted (NO_COLOR)."""
    _Page(console, full).print(view)


class _Page(Writer):
    def print(self, view: Plain) -> None:
        self.decision(view)
        self.blockers(view)
        positive, negative = _split(view["contributions"])
        self.rows("Strengths", positive, "green")
        self.rows("Red flags", negative, "red")
        self.contested(view)
        self.coverage(view)
        self.covers(view)
        self.questions(view)
        self.conditions(view)
        self.facts(view)
        self.footing(view)

    def decision(self, view: Plain) -> None:
        recommended = view["decision"]["recommended"]
        (name, _, meaning), (style, mark) = DECISIONS[recommended], STYLES[recommended]
        self.line(view["opportunity"]["name"], "bold")
        self.line(f"[{mark}] {name.upper()}", style)
        self.line(meaning)
        self.line(_chance_words(view))
        self.line(_stakes_words(view))
        for notice in view["notices"]:
            self.line(notice, "bold yellow")
        fit = view["fit"]
        self.line(f"Fit: {fit['grade'] or 'not enough known'} ({fit['known']:.0%} of the profile's weight is known)")

    def blockers(self, view: Plain) -> None:
        for blocker in view["decision"]["blockers"]:
            kind = {"final": "Rules us out", "coverable": "Rules us out unless covered"}[blocker["kind"]]
            doubt = "" if blocker["sure"] else " (suspected: settle it first)"
            self.line(f"{kind}{doubt}: {_said(blocker)}", "bold red")

    def rows(self, title: str, rows: Sequence[Plain], style: str) -> None:
        if not rows:
            return
        self.heading(title)
        shown = rows if self.full else [row for row in rows[:TOP] if abs(row["weight"]) >= LEAST]
        for row in shown:
            self.line(f"{row['weight']:+.1f}  {_said(row)}", style)
            self.quotes(row["evidence"][: 3 if self.full else 1])
        if len(rows) > len(shown):
            rest = sum(row["weight"] for row in rows[len(shown) :])
            together = f"{rest:+.1f}  " if abs(rest) >= LEAST else ""
            self.line(f"{together}{len(rows) - len(shown)} more (--full shows them)", "dim")

    def quotes(self, evidence: Iterable[Plain]) -> None:
        for voice in evidence:
            if voice["quote"]:
                by = f"  [{voice['detail']}]" if str(voice.get("detail") or "").startswith(MACHINE) else ""
                self.line(f'"{shortened(voice["quote"])}"  {place_words(voice)}{by}', "italic", 6)
            elif voice["source"]["kind"] != "document":
                self.line(
                    f"said by: {voice['source']['name']}" + (f" ({voice['detail']})" if voice["detail"] else ""), "italic", 6
                )
            elif voice["detail"]:
                self.line(voice["detail"], "italic", 6)

    def contested(self, view: Plain) -> None:
        least = 0.0 if self.full else DISPUTED
        contested = [f for f in view["findings"] if f["state"] == "contested" and f["in_dispute"] >= least]
        if contested:
            self.heading("Contested: the sources disagree")
        for finding in contested:
            self.line(finding["question"], "yellow")
            self.quotes([*finding["evidence"][:1], *finding["against"][:1]])

    def coverage(self, view: Plain) -> None:
        coverage = view["coverage"]
        if coverage is None:
            return
        self.heading("Requirements")
        self.line(f"{coverage['matched']} of {coverage['requirements']} could be placed at a capability; the rest needs review.")
        if coverage["met"] is None:
            self.line(
                f"Of {coverage['mandatory']} mandatory ones, {coverage['placed']} were placed: too few to say how many are met."
            )
        else:
            self.line(
                f"Of {coverage['mandatory']} mandatory ones, {coverage['placed']} were placed; "
                f"{coverage['met']:.0%} of these are met "
                f"({coverage['met_range']['low']:.0%} to {coverage['met_range']['high']:.0%} as the rest settles)."
            )
        for gap in coverage["gaps"][: None if self.full else 3]:
            self.line(f"gap: {gap['capability_name']} ({SUPPORT[gap['support']]})", "yellow")
            self.line(f'"{shortened(gap["requirement"])}"  {place_words(gap)}', "italic", 6)

    def covers(self, view: Plain) -> None:
        covers = view["decision"]["covers"] + [
            c
            for b in view["decision"]["blockers"]
            for c in b["covers"]
            if c["key"] not in {x["key"] for x in view["decision"]["covers"]}
        ]
        if covers:
            self.heading("What would cover the gaps")
        for cover in covers:
            who = (
                ": " + ", ".join(cover["partners"][:3])
                if cover["partners"]
                else ""
                if cover["available"]
                else " (nobody in the directory yet)"
            )
            self.line(f"{cover['text']} [{cover['kind']}{who}]")

    def questions(self, view: Plain) -> None:
        questions = view["next_questions"]
        if not questions:
            return
        self.heading("Ask next")
        if view["decision"]["recommended"] == "walk_away" and not any(q["decisive"] for q in questions):
            self.line("No single answer would change the decision; what would have to be true is below.")
            questions = questions if self.full else []
        for number, question in enumerate(questions, 1):
            self.line(f"{number}. {question['question']}", "bold" if number == 1 else "")
            self.line(_reply_words(question, view["decision"]["recommended"]), "dim", 6)

    def conditions(self, view: Plain) -> None:
        if view["conditions"]:
            self.heading("What would have to be true")
        for condition in view["conditions"]:
            self.line(f"for {DECISIONS[condition['decision']][1]}:")
            if not condition["reachable"]:
                self.line("no small set of changes leads there", indent=4)
            for change in condition["changes"]:
                self.line(f"- {change['question']} -> {change['then_text']}", indent=4)
            if condition["value_needed"]:
                self.line(f"or a value of at least {_money(condition['value_needed'], view)}", indent=4)

    def facts(self, view: Plain) -> None:
        stated = [(k, f) for k, f in view["facts"].items() if f is not None]
        if not stated:
            return
        self.heading("Facts read")
        for key, fact in stated:
            value = ", ".join(map(str, fact["value"])) if isinstance(fact["value"], list) else fact["value"]
            said = "not stated" if value is None else f"{value:,}" if isinstance(value, int | float) else str(value)
            self.line(f"{key.replace('_', ' ')}: {said}{_place_in_brackets(fact)}{' - ' + fact['note'] if fact['note'] else ''}")
        silent = [k.replace("_", " ") for k, f in view["facts"].items() if f is None]
        if silent:
            self.line(f"not stated: {', '.join(silent)}", "dim")

    def footing(self, view: Plain) -> None:
        self.line()
        for file in view["opportunity"]["unread"]:
            self.line(f"not read: {file['file']} {file['reason']}; {file['remedy']}", "yellow")
        for note in view["opportunity"]["notes"]:
            self.line(note, "yellow")
        for document in view["opportunity"]["documents"]:
            for warning in document["warnings"]:
                self.line(f"{document['file']}: {warning}", "yellow")
        profile = view["profile"]
        self.line(
            f"Rests on profile {profile['name']} {profile['version']} (prior {view['prior']['probability']:.0%}, "
            "weights in doublings of the "
            f"odds) and seller {view['seller']['name']}. {view['seller']['note']}",
            "dim",
        )


def _said(row: Plain) -> str:
    return f"{row['question']} {row['answer_text']}" if row["answer_text"] else str(row["question"])


def _split(contributions: Sequence[Plain]) -> tuple[list[Plain], list[Plain]]:
    return [c for c in contributions if c["weight"] > 0.005], [c for c in contributions if c["weight"] < -0.005]


def _chance_words(view: Plain) -> str:
    low, high, chance = view["range"]["low"], view["range"]["high"], view["probability"]
    if any(b["kind"] == "final" and b["sure"] for b in view["decision"]["blockers"]):
        return f"It cannot be won while the blocker below stands; by fit alone the chance would be {chance:.0%}."
    return f"Chance {chance:.0%}, {low:.0%} to {high:.0%} as questions settle; break-even {view['break_even']:.0%}."


def _stakes_words(view: Plain) -> str:
    stakes = view["stakes"]
    value, cost = VALUE_FROM[stakes["value_from"]], COST_FROM[stakes["cost_from"]]
    return (
        f"At stake: {_money(stakes['value'], view)} margin ({value}) against {_money(stakes['cost'], view)} of pursuit ({cost})."
    )


def _money(amount: float, view: Plain) -> str:
    return f"{amount:,.0f} {view['stakes']['currency']}"


def _reply_words(question: Plain, now: str) -> str:
    """Which replies would change the decision; or, where none would, how far the chance moves."""
    turning = [r for r in question["replies"] if r["decision"] != now]
    if turning and question["decisive"]:
        return "; ".join(f"{r['text']} -> {DECISIONS[r['decision']][1]}" for r in turning)
    chances = [r["probability"] for r in question["replies"]]
    moves = f"the chance moves between {min(chances):.0%} and {max(chances):.0%}"
    return f"no single reply changes the decision, several together may; {moves}"


def _place_in_brackets(fact: Plain) -> str:
    return f"  (p. {fact['page']})" if fact["page"] else ""
