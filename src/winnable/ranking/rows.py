"""One row of a table as an opportunity, for the core: what `explain` shows, and what ranking is tested against."""

from collections.abc import Mapping

from winnable.core.columns import Value, text_of
from winnable.core.evidence import Evidence, Source
from winnable.core.opportunity import Opportunity
from winnable.core.profile import Profile
from winnable.ranking.plan import Plan


def opportunity_of(plan: Plan, profile: Profile, cells: Mapping[str, Value]) -> Opportunity:
    """The opportunity that the cells of one row describe; `cells` holds the plan's columns."""
    criteria = {criterion.key: criterion for criterion in profile.criteria}
    evidence, blanks = [], set()
    for answered in plan.answered:
        said = answered.said(cells)
        if said is None:
            blanks.add(answered.criterion)
        else:
            column, what = said
            source = Source(kind="crm", name=f"column {column}")
            quote = text_of(cells[column])
            if answered.is_number:
                voice = Evidence(criterion=answered.criterion, number=float(what), source=source, confidence=1.0, quote=quote)
            else:
                answer = criteria[answered.criterion].answers[int(what) - 1].key
                voice = Evidence(criterion=answered.criterion, answer=answer, source=source, confidence=1.0, quote=quote)
            evidence.append(voice)
    value = plan.amount.value(cells[plan.amount.column]) if plan.amount is not None else None
    name = text_of(cells[plan.name or plan.id])
    return Opportunity(name=name, stage=plan.stage, evidence=tuple(evidence), value=value, blanks=frozenset(blanks))
