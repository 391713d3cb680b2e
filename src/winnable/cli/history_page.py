"""The state of a history for a person in a terminal: what would mislead first, then what is missing."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rich.console import Console

from winnable.cli.writer import Writer
from winnable.formats.wording import clean

Plain = Mapping[str, Any]
TOP = 5
PROVABLE: Final = 30  # deals of each outcome below which even a column that is the outcome may pass the leak alarm
_GAP: Final = 0.05  # share of deals; columns with fewer blanks than that are not listed
_FAULTS: Final = {
    "closed_before_created": "closed before they were created",
    "created_in_future": "created in the future",
    "closed_in_future": "closed in the future, with an outcome",
    "open_for_long": "open for more than twice as long as nearly all closed deals took",
    "closed_without_date": "with an outcome and no date of closing",
}


def print_history(view: Plain, *, full: bool = False, console: Console | None = None) -> None:
    """Print the report; every text of the table is shown without control characters."""
    _Page(console, full).print(clean(view))


class _Page(Writer):
    def print(self, view: Plain) -> None:
        quality = view["quality"]
        self.head(view, quality)
        self.leaks(view["leaks"], quality)
        self.duplicates(quality)
        self.dates(quality["dates"])
        self.stages(quality["skipped_stages"])
        self.fills(quality["fills"])
        self.rest(quality, view)

    def head(self, view: Plain, quality: Plain) -> None:
        self.line(view["file"], "bold")
        closed = quality["deals"] - quality["open"]
        rate = f"; {quality['won'] / closed:.0%} of the closed ones won" if closed else ""
        self.line(f"{quality['deals']:,} deals: {_outcomes(quality)}{rate}.")
        mapping = view["mapping"]
        if not mapping["confirmed"]:
            self.line(
                "The columns were guessed; nobody confirmed it. `winnable map` writes the guess down for you.", "bold yellow"
            )
            roles = {key: value for key, value in mapping.items() if isinstance(value, str)}
            self.line("taken as: " + ", ".join(f"{role} = {column}" for role, column in roles.items()), "dim")
        if not mapping.get("outcome"):
            self.line("No column was found that tells won from lost.", "bold red")
        elif not quality["won"] or not quality["lost"] + quality["no_decision"] + quality["walked_away"]:
            self.line("Nothing can be learned: there are no deals that were won, or none that were not.", "bold red")

    def leaks(self, leaks: Sequence[Plain], quality: Plain) -> None:
        self.heading("Columns that know the outcome")
        alarms = [leak for leak in leaks if not leak["expected"]]
        few = min(quality["won"], quality["deals"] - quality["open"] - quality["won"]) < PROVABLE
        if few:
            self.line(f"Nothing can be proven below about {PROVABLE} of each outcome: look at the columns yourself.", "yellow")
        elif not alarms:
            self.line("None was found among the columns in use.", "green")
        for leak in alarms:
            self.line(f"! {leak['column']}: {leak['reason']}", "bold red" if leak["kind"] != "known_late" else "yellow")
        if alarms:
            self.line("Put them under `left_out` in the mapping, unless you can say how they were known in time.")
        for leak in leaks:
            if leak["expected"]:
                self.line(f"left out, rightly: {leak['column']}: {leak['reason']}", "dim")

    def duplicates(self, quality: Plain) -> None:
        self.heading("Duplicates")
        found = False
        for key, words in (("same_key", "with an id that stands twice"), ("exact", "exactly alike"), ("fuzzy", "nearly alike")):
            duplicates = quality[key]
            if duplicates["rows"]:
                found = True
                self.line(f"{duplicates['rows']:,} rows more than deals, {words}:", "yellow")
                for group in duplicates["groups"][: None if self.full else 3]:
                    self.line(self.some(group), "dim", 4)
        deals, groups, mixed = quality["identical_inputs"]
        if deals:
            alike = f"{deals:,} closed deals in {groups:,} groups have the same answers throughout"
            self.line(f"{alike}; {mixed:,} of the groups were both won and lost: no rule tells these apart.")
        accounts, deals = quality["repeat_accounts"]
        if accounts:
            self.line(f"{accounts:,} accounts come back, with {deals:,} deals: whatever is learned must be tested on others.")
        if not (found or groups or accounts):
            self.line("None.", "green")

    def dates(self, dates: Sequence[Plain]) -> None:
        if dates:
            self.heading("Dates that cannot be, or are stale")
        for found in dates:
            self.line(f"{found['deals']:,} {_FAULTS[found['fault']]}: {self.some(found['keys'], of=found['deals'])}", "yellow")

    def stages(self, skipped: Sequence[Plain]) -> None:
        if skipped:
            self.heading("Skipped stages")
        for stage in skipped:
            line = f"{stage['stage']}: passed by {stage['passed']:,} deals, skipped by {stage['skipped']:,}"
            self.line(f"{line}, of which {stage['won']:.0%} were won", "yellow")

    def fills(self, fills: Sequence[Plain]) -> None:
        gaps = sorted((fill for fill in fills if fill["all"] < 1 - _GAP), key=lambda fill: fill["all"])
        if not gaps:
            return
        self.heading("Gaps: how often a column is filled")
        for fill in gaps if self.full else gaps[: 2 * TOP]:
            parts = [f"{name} {fill[name]:.0%}" for name in ("open", "closed", "won", "lost") if fill[name] is not None]
            self.line(f"{fill['column']}: {fill['all']:.0%} ({', '.join(parts)})")
        self.more(len(gaps) - 2 * TOP)

    def rest(self, quality: Plain, view: Plain) -> None:
        if quality["constant"]:
            self.heading("Columns that say the same of every deal")
            self.line(self.some(quality["constant"], 4 * TOP))
        if view["notes"]:
            self.line()
        for note in view["notes"]:
            self.line(note, "yellow")

    def some(self, names: Sequence[str], most: int = TOP, of: int | None = None) -> str:
        """The first of some names, and how many more there are, of all that were counted."""
        shown = list(names) if self.full else list(names)[:most]
        rest = (of or len(names)) - len(shown)
        return ", ".join(shown) + (f" and {rest:,} more" if rest else "")

    def more(self, count: int) -> None:
        if count > 0 and not self.full:
            self.line(f"{count} more (--full shows them)", "dim")


def _outcomes(quality: Plain) -> str:
    kinds = (
        ("won", "won"),
        ("lost", "lost"),
        ("no_decision", "without a decision"),
        ("walked_away", "walked away from"),
        ("open", "open"),
    )
    return ", ".join(f"{quality[key]:,} {words}" for key, words in kinds if quality[key] or key in ("won", "lost"))
