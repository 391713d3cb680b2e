"""A revision to read: as Markdown and as a page, with the support for every change and the commands that accept it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import winnable
from winnable.core.profile import Profile
from winnable.formats.report import rendered
from winnable.formats.revision_plot import moves_of, moves_plot
from winnable.formats.revisions import mapping_lines
from winnable.formats.wording import clean, percent
from winnable.learning.changes import PRIOR, Change, Revision, Says, Verdict

_VERDICTS: Final[tuple[tuple[Says, str], ...]] = (
    ("contradicted", "History says the opposite"),
    ("unsupported", "History does not support"),
    ("undecided", "History cannot tell yet"),
    ("supported", "History confirms"),
)
_MARKS: Final = re.compile(r"([\\`*_\[\]<>#|~])")


def revision_view(revision: Revision, profile: Profile, name: str, turned: Sequence[str]) -> dict[str, Any]:
    """All that a page or a text shows of a revision. `turned` are the cases of the profile that it turns (`turned_cases`)."""
    return {
        "winnable_version": winnable.__version__,
        "revision": revision,
        "name": profile.name,
        "profile": name,
        "prior": revision.change(PRIOR),
        "groups": _groups(revision),
        "plot": moves_plot(revision, profile),
        "moves": moves_of(revision, profile),
        "verdicts": [(title, verdicts) for says, title in _VERDICTS if (verdicts := _of(revision, says))],
        "mapping": mapping_lines(revision),
        "turned": tuple(turned),
        "share": percent(revision.won / revision.deals),
        "sentences": tuple(summary(revision)),
    }


def _groups(revision: Revision) -> list[tuple[str, tuple[Change, ...]]]:
    """Changes of which a number surely moves, and those to which history only leans; the prior is neither."""
    changes = [c for c in revision.changes if c.key != PRIOR]
    sure, leaning = tuple(c for c in changes if c.is_sure), tuple(c for c in changes if not c.is_sure)
    titled = (("What history is sure of", sure), ("Not sure yet: not written unless you say --all or --only", leaning))
    return [(title, group) for title, group in titled if group]


def _of(revision: Revision, says: Says) -> tuple[Verdict, ...]:
    return tuple(v for v in revision.verdicts if v.says == says)


def revision_html(view: Mapping[str, Any]) -> str:
    """The page of a revision; every text is escaped."""
    return rendered("revision.html", **view)


def revision_text(view: Mapping[str, Any]) -> str:
    """The revision as Markdown."""
    return "\n".join(_lines(view)) + "\n"


def _lines(view: Mapping[str, Any]) -> Iterator[str]:
    revision: Revision = view["revision"]
    yield f"# {_plain(view['name'])}: revision of {revision.version} to {revision.to_version}"
    yield ""
    yield f"Learned from {revision.deals:,} closed deals of {_plain(revision.history)}, of which {view['share']} were won."
    yield from (f"\n{sentence}" for sentence in view["sentences"])
    if view["prior"]:
        yield f"\n## The prior, which goes with the changes\n\n{_plain(view['prior'].sentence)}"
    for title, changes in view["groups"]:
        yield f"\n## {title}"
        for change in changes:
            yield from _change_lines(change)
    if not revision.changes:
        yield "\nHistory changes nothing in this profile."
    for title, verdicts in view["verdicts"]:
        yield f"\n## {title}\n"
        yield from (f"- `{v.key}`: {_plain(v.sentence)}" for v in verdicts)
    if view["turned"]:
        yield "\n## Cases of the profile that would lead elsewhere\n"
        yield from (f"- {_plain(line)}" for line in view["turned"])
    if view["mapping"]:
        yield "\n## For mapping.yaml, once the new criteria are accepted\n"
        yield "`mapping.yaml` beside this file says it already, of those that history is sure of.\n"
        yield f"```yaml\n{view['mapping']}```"


def _change_lines(change: Change) -> Iterator[str]:
    yield f"\n### `{change.key}`\n"
    yield _plain(change.sentence)
    if len(change.supports) > 1:
        yield ""
        yield from (f"- {_plain(support.sentence)}" for support in change.supports)


def summary(revision: Revision) -> Iterator[str]:
    """What the whole revision comes to, in a few sentences."""
    losses = revision.losses
    yield (
        f"Log loss on these deals: {losses.before:.3f} by the profile as it stands, {losses.after:.3f} with what history is sure "
        f"of, {losses.base_rate:.3f} by their base rate. These are the deals that were learned from: `winnable backtest` says "
        "what it would have foretold."
    )
    yield from revision.notes


def _plain(text: str) -> str:
    """A text without marks that Markdown would take for its own."""
    return _MARKS.sub(r"\\\1", str(clean(text)).replace("\n", " "))
