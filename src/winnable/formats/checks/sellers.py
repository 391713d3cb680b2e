"""The seller's file, by itself and held against a profile."""

from winnable.core.errors import Problem
from winnable.core.seller import Partner, Seller
from winnable.formats.checks.texts import LANGUAGES, language_meant
from winnable.formats.drafts import Draft
from winnable.formats.shapes import did_you_mean, listed
from winnable.formats.yaml_files import Steps, YamlFile, named


class _Reporter:
    """Problems of one seller's file."""

    def __init__(self, file: YamlFile) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def report(self, steps: Steps, message: str, suggestion: str) -> None:
        path, line = named(self.file.data, steps), self.file.line(steps)
        self.problems.append(Problem(file=self.file.name, path=path, message=message, suggestion=suggestion, line=line))


def check_seller_answers(file: YamlFile, seller: Seller, draft: Draft) -> list[Problem]:
    """Answers about criteria that do not exist, lists that no criterion asks for, and partners named twice."""
    reporter = _Reporter(file)
    for key, answer in seller.answers.items():
        _check_answer(reporter, draft, key, answer)
    _check_lists(reporter, seller, draft)
    first: set[str] = set()
    for index, partner in enumerate(seller.partners):
        if partner.key in first:
            reporter.report(
                ("partners", index, "key"), f"The key `{partner.key}` stands twice.", "Rename or remove one of the two."
            )
        first.add(partner.key)
        _check_partner(reporter, index, partner)
    return reporter.problems


def _check_answer(reporter: _Reporter, draft: Draft, key: str, answer: str) -> None:
    if draft.lacks("criteria", key):
        keys = list(draft.keys("criteria"))
        suggestion = did_you_mean(key, keys, "Name a criterion of the profile.")
        reporter.report(("answers", key), f"The profile has no criterion `{key}`.", suggestion)
        return
    answers = draft.answer_keys(key)
    if answers is not None and answer not in answers:
        suggestion = did_you_mean(answer, answers, f"Its answers are {listed(answers)}.")
        reporter.report(("answers", key), f"`{key}` has no answer `{answer}`.", suggestion)


def _check_lists(reporter: _Reporter, seller: Seller, draft: Draft) -> None:
    asked = {criterion.seller.held for criterion in draft.criteria.values() if criterion.seller}
    for place, lists in (("lists", seller.lists), ("not_held", seller.not_held)):
        for name, values in lists.items():
            steps: Steps = (place, name)
            near = did_you_mean(name, asked - set(lists), "")
            if asked and name not in asked and near:
                reporter.report(steps, f"No criterion of the profile asks for `{name}`.", near)
            if name.endswith("languages"):
                _check_languages(reporter, steps, values)
    for name, values in seller.not_held.items():
        for number, value in enumerate(values):
            if value in seller.lists.get(name, ()):
                reporter.report(("not_held", name, number), f"`{value}` is both held and not held.", "Keep one of the two.")


def _check_partner(reporter: _Reporter, index: int, partner: Partner) -> None:
    _check_languages(reporter, ("partners", index, "languages"), partner.languages)


def _check_languages(reporter: _Reporter, at: Steps, codes: tuple[str, ...]) -> None:
    for number, code in enumerate(codes):
        if code not in LANGUAGES:
            reporter.report((*at, number), f"`{code}` is not a language code.", language_meant(code))
