"""A revision to read: as Markdown and as a page, with the support for every change and the commands that accept it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import winnable
from winnable.core.profile import Profile
from winnable.formats.cases import NO_SELLER, run_case
from winnable.formats.profiles import load_seller, profile_folder
from winnable.formats.report import rendered
from winnable.formats.revisions import mapping_lines
from winnable.formats.wording import clean, percent
from winnable.learning.changes import Change, Revision, Says, Verdict, revised

_VERDICTS: Final[tuple[tuple[Says, str], ...]] = (
    ("contradicted", "History says the opposite"),
    ("unsupported", "History does not support"),
    ("undecided", "History cannot tell yet"),
    ("supported", "History confirms"),
)
_MARKS: Final = re.compile(r"([\\`*_\[\]<>#|~])")


def revision_view(revision: Revision, profile: Profile, name: str, turned: Sequence[str]) -> dict[str, Any]:
    """All that a page or a text shows of a revision. `turned` are cases of the profile that would fail (`turned_cases`)."""
    sure, leaning = sorted_changes(revision)
    return {
        "winnable_version": winnable.__version__,
        "revision": revision,
        "name": profile.name,
        "profile": name,
        "sure": sure,
        "leaning": leaning,
        "verdicts": [(title, verdicts) for says, title in _VERDICTS if (verdicts := _of(revision, says))],
        "mapping": mapping_lines(revision),
        "turned": tuple(turned),
        "share": percent(revision.won / revision.deals),
        "sentences": tuple(summary(revision)),
    }


def sorted_changes(revision: Revision) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """Changes of which a number surely moves, and those to which history only leans."""
    sure = tuple(c for c in revision.changes if any(s.is_sure and s.deals for s in c.supports))
    return sure, tuple(c for c in revision.changes if c not in sure)


def _of(revision: Revision, says: Says) -> tuple[Verdict, ...]:
    return tuple(v for v in revision.verdicts if v.says == says)


def turned_cases(profile: Profile, revision: Revision, name: str) -> Iterator[str]:
    """Cases of the profile that lead where they must, and would no longer once the revision is accepted."""
    after = revised(profile, revision)
    for case in profile.cases:
        seller = NO_SELLER if case.seller is None else load_seller(case.seller, beside=profile_folder(name))
        if run_case(case, profile, seller).passed and not (run := run_case(case, after, seller)).passed:
            yield f"{case.key}: {run.decision.replace('_', ' ')} instead of {' or '.join(case.expect).replace('_', ' ')}"


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
    for title, changes in (("What history is sure of", view["sure"]), ("What history leans to", view["leaning"])):
        if changes:
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
        f"Log loss on these deals: {losses.before:.3f} by the profile as it stands, {losses.after:.3f} as revised, "
        f"{losses.base_rate:.3f} by their base rate. These are the deals that were learned from: `winnable backtest` says what "
        "it would have foretold."
    )
    yield from revision.notes


def _plain(text: str) -> str:
    """A text without marks that Markdown would take for its own."""
    return _MARKS.sub(r"\\\1", str(clean(text)).replace("\n", " "))
