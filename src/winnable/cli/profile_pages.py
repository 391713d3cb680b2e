"""A profile on the screen: every criterion with its answers, weights as bars, shares, blockers and covers."""

from collections.abc import Iterator, Mapping
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from winnable.core.profile import Answer, Cover, Criterion, Profile, Scaling, Signal, Theme, Together

BAR: Final = 12  # characters of a bar
HEAVY: Final = 3.0  # doublings that fill it
NARROW: Final = 64  # below this width there is no room for bars


def print_page(page: RenderableType) -> None:
    """Print to the standard output; colours follow NO_COLOR and the terminal, lines its width."""
    Console(highlight=False).print(page)


def profile_page(profile: Profile) -> RenderableType:
    """The whole profile, theme by theme."""
    parts: list[RenderableType] = [
        Text(f"{profile.name} {profile.version}", style="bold"),
        Text(profile.summary),
        Text(f"Before anything is known, {profile.prior.chance:.0%} are won. {profile.prior.rationale.why}"),
    ]
    for theme in profile.themes:
        parts += [Text(""), _theme_line(theme)]
        parts += [Padding(criterion_block(c), (1, 0, 0, 2)) for c in profile.criteria if c.theme == theme.key]
        parts += [Padding(_together_block(t), (1, 0, 0, 2)) for t in profile.together if t.theme == theme.key]
    if profile.covers:
        parts += [Text(""), Text("COVERS", style="bold")]
        parts += [Padding(_cover_line(cover), (0, 0, 0, 2)) for cover in profile.covers]
    counted = (
        (len(profile.solutions), "solutions"),
        (len(profile.industries), "industries"),
        (len(profile.capabilities), "capabilities"),
        (len(profile.cases), "cases"),
    )
    parts += [Text(""), Text(", ".join(f"{number} {what}" for number, what in counted))]
    return Group(*parts)


def criterion_page(criterion: Criterion) -> RenderableType:
    """One criterion with all that belongs to it."""
    parts: list[RenderableType] = [criterion_block(criterion), Text("")]
    parts.append(Text(f"Why: {criterion.rationale.why}"))
    parts.append(Text(f"Sources: {', '.join(criterion.rationale.sources) or 'none'}", style="dim"))
    if criterion.seller is not None:
        check = criterion.seller
        parts.append(Text(f"The seller's file answers: a {check.demand} is held against `{check.held}`."))
    parts += [Text(line) for signal in criterion.signals for line in _signal_lines(signal)]
    return Group(*parts)


def criterion_block(criterion: Criterion) -> RenderableType:
    """Key, question and table of one criterion."""
    head = Text.assemble((criterion.key, "bold"), (f"  {criterion.stage}, {criterion.effort.replace('_', ' ')}", "dim"))
    parts: list[RenderableType] = [head, Text(criterion.question)]
    if criterion.applies_when:
        parts.append(Text(f"only when {_condition(criterion.applies_when)}", style="dim"))
    if criterion.scaled_by is not None:
        parts.append(Text(_scaling(criterion.scaled_by), style="dim"))
    if criterion.monotone:
        parts.append(Text("weights only rise or only fall", style="dim"))
    parts.append(_Rows(criterion))
    if criterion.silence is not None:
        parts.append(Text(f"{criterion.silence:+.2f} while still unknown", style=_colour(criterion.silence)))
    return Group(*parts)


class _Rows:
    """The table of a criterion, laid out for the width that there is."""

    def __init__(self, criterion: Criterion) -> None:
        self.criterion = criterion

    def __rich_console__(self, console: Console, options: object) -> Iterator[RenderableType]:
        width: int = getattr(options, "max_width", console.width)
        bars = width >= NARROW
        block = "#" if console.legacy_windows or not console.encoding.lower().startswith("utf") else "█"
        table = Table.grid(padding=(0, 1))
        table.add_column(justify="right", no_wrap=True)
        if bars:
            table.add_column(width=BAR, no_wrap=True)
        table.add_column(justify="right", no_wrap=True)
        table.add_column(overflow="fold", ratio=1)
        for weight, share, text in _rows_of(self.criterion):
            bar = [Text(block * _length(weight), style=_colour(weight))] if bars else []
            table.add_row(Text(f"{weight:+.2f}", style=_colour(weight)), *bar, Text(f"{share:.0%}", style="dim"), text)
        yield table


def _rows_of(criterion: Criterion) -> Iterator[tuple[float, float, Text]]:
    for answer in criterion.answers:
        yield answer.weight, answer.share, _answer_text(answer)
    if criterion.curve is not None:
        for number, share in criterion.curve.shares:
            yield criterion.curve.weight_at(number), share, Text(f"{number:,.10g} {criterion.curve.unit}")


def _answer_text(answer: Answer) -> Text:
    text = Text.assemble((answer.key, "bold"), "  ", answer.text)
    if answer.blocker is not None:
        text.append(f"  [{answer.blocker} blocker]", style="bold red")
    if answer.covers:
        text.append(f"  covers: {', '.join(answer.covers)}", style="cyan")
    return text


def _length(weight: float) -> int:
    return min(BAR, max(1, round(abs(weight) / HEAVY * BAR))) if weight else 0


def _colour(weight: float) -> str:
    return "green" if weight > 0 else "red" if weight < 0 else "dim"


def _theme_line(theme: Theme) -> Text:
    counted = "" if theme.discount == 1 else f"  {theme.discount:.0%} of its weight counts"
    return Text.assemble((theme.name.upper(), "bold"), (f"{counted}  {theme.why}", "dim"))


def _together_block(together: Together) -> RenderableType:
    parts: list[RenderableType] = [Text.assemble((together.key, "bold"), ("  together", "dim")), Text(together.text)]
    parts += [Text(f"{row.weight:+.2f} when {_condition(row.when)}", style=_colour(row.weight)) for row in together.rows]
    return Group(*parts)


def _cover_line(cover: Cover) -> Text:
    figures = f"{cover.kind}, keeps {cover.keeps:.0%}, costs {cover.cost:,.0f}, leaves {cover.leaves:+.2f}"
    return Text.assemble((cover.key, "bold"), f"  {cover.text}  ", (figures, "dim"))


def _condition(when: Mapping[str, tuple[str, ...]]) -> str:
    return " and ".join(f"{key} is {' or '.join(answers)}" for key, answers in when.items())


def _scaling(scaling: Scaling) -> str:
    factors = ", ".join(f"{answer} {factor:g}" for answer, factor in scaling.factors.items())
    return f"the number is divided by a factor of {scaling.criterion}: {factors}"


def _signal_lines(signal: Signal) -> Iterator[str]:
    said = signal.answer or "the number"
    yield f"Signal for {said} ({signal.confidence:.0%}{'' if signal.where == 'anywhere' else ', in ' + signal.where}):"
    for language, phrases in signal.phrases.items():
        yield f"  {language}: {', '.join(phrases)}"
    if signal.pattern is not None:
        yield f"  pattern: {signal.pattern}   such as: {signal.example or ''}"
    for name, phrases in (("along", signal.along), ("unless", signal.unless)):
        if phrases:
            yield f"  {name}: {', '.join(phrases)}"
