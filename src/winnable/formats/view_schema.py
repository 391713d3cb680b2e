"""The JSON Schema of the published form: every field of `formats.view` with its type and its meaning.

Run as a program it writes the schema beside this file. It allows fields that it does not name: within a version fields are only
ever added, and a reader that checks what it gets must not fail on them.
"""

import json
from pathlib import Path
from typing import Any, Final, get_args

from winnable.core.capability import Strength, Support
from winnable.core.decision import ValueFrom
from winnable.core.evidence import SourceKind
from winnable.core.finding import State
from winnable.core.profile import CoverKind, DecisionKey, Effort, Stage
from winnable.formats.view import FACTS, VERSION

Schema = dict[str, Any]
FILE: Final = Path(__file__).with_name("qualification.schema.json")
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def view_schema() -> Schema:
    """The schema of one qualification as `winnable qualify --json` prints it."""
    form = _of(
        "One qualification: how likely a sale is, what to do about it, why, and what to ask next.",
        schema_version={"const": VERSION, "description": "Version of this form; fields are only added within a version."},
        winnable_version=_text("Version of the program that judged."),
        profile=_of("What was judged by.", name=_text("Its name."), key=_text("Its key."), version=_text("Its version.")),
        seller=_of("Who sells.", key=_text("Key of the file."), name=_text("Name."), note=_text("What the file says of itself.")),
        opportunity=_of(
            "The possible sale.",
            name=_text("Its name: given, read from the documents, or the first file's."),
            stage=_one_of("Where the sale stands.", Stage),
            documents=_list("The documents that were read.", _ref("document")),
            unread=_list("Files of the pack that could not be read.", _ref("unread")),
            notes=_list("What was left out on purpose.", _text("One of them.")),
        ),
        notices=_list("What a reader must know before reading on.", _text("A sentence.")),
        decision=_of(
            "What to do.",
            recommended=_one_of("The decision recommended; people take it.", DecisionKey),
            options=_list("All four decisions with their values.", _ref("option")),
            blockers=_list("Answers that rule us out, for good or unless covered.", _ref("blocker")),
            covers=_list("What would cover the gaps.", _ref("cover")),
        ),
        probability=_share("Chance of winning."),
        range=_of("Where the chance would fall as open questions settle.", low=_share("5 % point."), high=_share("95 % point.")),
        break_even=_share("Least chance at which pursuing pays."),
        stakes=_stakes(),
        prior=_of(
            "What is assumed before anything is known.",
            probability=_share("Chance."),
            doublings=_number("The same as doublings of the odds."),
            why=_text("Why this chance."),
        ),
        known=_number("Prior and all contributions together, in doublings of the odds."),
        expected=_number("What the unsettled criteria add on average, in doublings."),
        variance=_number("How far the unsettled criteria may still move the doublings (variance)."),
        known_probability=_share("The chance that `known` alone would give."),
        fit=_fit("How well what is known fits the profile.", themes=_list("The same for each theme.", _ref("theme_fit"))),
        contributions=_list("What moves the chance, strongest first; prior + weights = `known`.", _ref("contribution")),
        unsettled=_list("What is not settled may still do; `mean` sums to `expected`, `variance` too.", _ref("unsettled")),
        findings=_list("What all evidence says of each criterion, in the profile's order.", _ref("finding")),
        next_questions=_list("What to ask, best first.", _ref("question")),
        conditions=_list("What would have to be true for another decision.", _ref("condition")),
        coverage=_or_null(_ref("coverage")),
        facts=_of("What the documents state; null is what they do not state.", **{key: _or_null(_ref("fact")) for key in FACTS}),
    )
    return {"$schema": _DIALECT, "title": "Winnable: a qualification, version 1", **form, "$defs": _definitions()}


def text_of_schema() -> str:
    """The schema as it stands in its file."""
    return json.dumps(view_schema(), indent=1, ensure_ascii=False) + "\n"


def write_view_schema(folder: Path) -> Path:
    """Write the schema into a folder that exists; returns what was written."""
    path = folder / FILE.name
    path.write_text(text_of_schema(), encoding="utf-8")
    return path


def _definitions() -> dict[str, Schema]:
    return {
        **_document_definitions(),
        **_decision_definitions(),
        **_finding_definitions(),
        **_question_definitions(),
        **_coverage_definitions(),
        **_fact_definitions(),
    }


def _document_definitions() -> dict[str, Schema]:
    return {
        "document": _of(
            "A document as it was read.",
            file=_text("Name without folders."),
            kind=_text("Format, told by the content: pdf, docx, ..."),
            pages=_nullable("Pages; null in formats without.", "integer"),
            passages=_plain("How many passages were read.", "integer"),
            sha256=_text("Tells whether it is still the same file."),
            warnings=_list("What was left unread or guessed.", _text("One of them.")),
            page_notes=_list("Pages of which there is more to say than their number.", _ref("page_note")),
        ),
        "page_note": _of(
            "A page, its languages and how well it was read.",
            page=_plain("Page, slide or sheet, from 1.", "integer"),
            label=_text("What the document itself calls it; empty where that is the number."),
            languages=_list("ISO 639-1, the most used first.", _text("A code.")),
            flags=_list("How well it was read.", _text("One of them.")),
        ),
        "unread": _of(
            "A file that could not be read.",
            file=_text("Its name within the pack."),
            reason=_text("Why."),
            remedy=_text("What to do."),
        ),
        "evidence": _of(
            "One voice on one criterion.",
            quote=_nullable("Verbatim; null where nobody wrote it.", "string"),
            **_place(),
            start=_nullable("Where the quote starts in its passage.", "integer"),
            end=_nullable("Where it ends.", "integer"),
            source=_of(
                "Who says so.",
                kind=_one_of("Kind of source.", SourceKind),
                name=_text("Its name."),
                date=_nullable("ISO date of which it speaks.", "string"),
            ),
            answer=_nullable("The answer that it speaks for.", "string"),
            number=_nullable("The number that it speaks for.", "number"),
            confidence=_share("How sure the reading is."),
            detail=_nullable("What else there is to say of it.", "string"),
        ),
    }


def _decision_definitions() -> dict[str, Schema]:
    return {
        "option": _of(
            "One decision and what it is worth.",
            decision=_one_of("The decision.", DecisionKey),
            expected_value=_number("Money, in the currency of the stakes."),
            open=_flag("Whether it can be chosen."),
            covers=_list("Keys of the covers that it rests on.", _text("A key.")),
        ),
        "blocker": _of(
            "An answer that rules us out.",
            **_asked(),
            **_answered("The blocking answer."),
            kind=_words("For good, or unless something covers it.", "final", "coverable"),
            sure=_flag("Whether its evidence suffices to act on; settle it first where not."),
            covers=_list("What would lift it.", _ref("cover")),
        ),
        "cover": _of(
            "What removes a gap.",
            key=_text("Key in the profile."),
            kind=_one_of("Kind of cover.", CoverKind),
            text=_text("What it is."),
            **_asked(),
            wanted=_text("What the opportunity asks for: a language, a place, a certificate; empty where nothing is named."),
            available=_flag("Whether somebody or something is there to cover."),
            keeps=_share("Share of the value that is left to us."),
            cost=_number("What it adds to the pursuit, in the currency of the stakes."),
            partners=_list("Partners of the directory that could.", _text("A name.")),
        ),
        "theme_fit": _fit("Fit within one theme.", theme=_text("Key of the theme."), name=_text("Its name.")),
    }


def _finding_definitions() -> dict[str, Schema]:
    voices = {
        "evidence": _list("Voices for the answer.", _ref("evidence")),
        "against": _list("Voices for another answer.", _ref("evidence")),
    }
    return {
        "contribution": _of(
            "What one criterion, or several together, do to the chance.",
            **_asked(),
            theme=_text("Key of the theme."),
            theme_name=_text("Its name."),
            **_answered("What it turned out to be; null for several criteria together."),
            weight=_number("Doublings of the odds, as far as the answer is sure."),
            full_weight=_number("Doublings if it were certain."),
            confidence=_nullable("How sure the answer is, 0 to 1.", "number"),
            **voices,
        ),
        "unsettled": _of(
            "What a criterion, or several together, may still do to the chance.",
            **_asked(),
            theme=_text("Key of the theme."),
            mean=_number("Doublings that it adds on average."),
            variance=_number("Variance of these doublings."),
        ),
        "finding": _of(
            "What all evidence says of one criterion.",
            **_asked(),
            theme=_text("Key of the theme."),
            state=_one_of("Whether it is settled.", State),
            **_answered("What it turned out to be; null where unknown."),
            confidence=_share("How sure the answer is."),
            **voices,
            in_dispute=_number("Doublings between the best and the worst of contested answers; 0 where nothing is contested."),
        ),
    }


def _question_definitions() -> dict[str, Schema]:
    return {
        "question": _of(
            "Something to ask.",
            **_asked(),
            theme=_text("Key of the theme."),
            stage=_one_of("When it is due.", Stage),
            effort=_one_of("What it takes to settle.", Effort),
            gain=_number("What asking is worth, in money."),
            cost=_number("What asking costs, in money."),
            decisive=_flag("Whether replies lead to more than one decision."),
            why=_text("Why the criterion matters."),
            replies=_list("What may be answered.", _ref("reply")),
        ),
        "reply": _of(
            "One answer that a question may get.",
            answer=_plain("Key of the answer, or a number.", "string", "number"),
            text=_text("The answer in words."),
            share=_share("How likely it is."),
            decision=_one_of("The decision that it would lead to.", DecisionKey),
            probability=_share("The chance that it would lead to."),
        ),
        "condition": _of(
            "The fewest changes found that lead to another decision.",
            decision=_one_of("That decision.", DecisionKey),
            reachable=_flag("Whether a few changes lead there."),
            changes=_list("All of them would have to be true.", _ref("change")),
            value_needed=_nullable("Margin at which the present chance would pay, where money alone could do it.", "number"),
        ),
        "change": _of(
            "One thing that would have to be true.",
            **_asked(),
            now=_plain("What it is taken for now.", "string", "number", "null"),
            now_text=_text("The same in words."),
            then=_plain("What it would have to be.", "string", "number"),
            then_text=_text("The same in words."),
        ),
    }


def _coverage_definitions() -> dict[str, Schema]:
    return {
        "coverage": _of(
            "Obligations held against capabilities; null where nothing is asked for in so many words.",
            requirements=_plain("How many were read.", "integer"),
            mandatory=_plain("How many of them are mandatory.", "integer"),
            matched=_plain("How many of all could be placed.", "integer"),
            placed=_plain("How many mandatory ones could be placed.", "integer"),
            met=_nullable(
                "Share of the mandatory ones that the offering meets without another technology, by their likely capabilities.",
                "number",
            ),
            met_range=_or_null(
                _of(
                    "Where that share would fall (5-95 %) as the mandatory ones that were not placed settle; null as above.",
                    low=_share("Lower end."),
                    high=_share("Upper end."),
                )
            ),
            gaps=_list("Those that it does not meet so, one a capability.", _ref("match")),
            matches=_list("All that were placed.", _ref("match")),
        ),
        "match": _of(
            "One requirement and the capability that answers it.",
            key=_text("Stays the same as long as the words do."),
            requirement=_text("Verbatim."),
            strength=_one_of("How strongly it is asked.", Strength),
            **_place(),
            capability=_nullable("Key; null needs review.", "string"),
            capability_name=_nullable("Its name.", "string"),
            support={"enum": [*get_args(Support), None], "description": "How the offering supports it."},
            limits=_nullable("Where the capability ends.", "string"),
            confidence=_share("How sure the match is."),
            covers=_list("Keys of covers that help.", _text("A key.")),
        ),
    }


def _fact_definitions() -> dict[str, Schema]:
    value = {"description": "Text, number, list of texts; null where the document speaks of the matter without stating it."}
    return {
        "fact": _of(
            "One thing that a document states.",
            value=value,
            confidence=_share("How sure the reading is."),
            quote=_nullable("Verbatim.", "string"),
            **_place(),
            note=_nullable("What else there is to say of it.", "string"),
            others=_list("Other readings, best first; for a list, its single things.", _ref("other_fact")),
        ),
        "other_fact": _of(
            "Another reading.",
            value=value,
            confidence=_share("How sure it is."),
            quote=_nullable("Verbatim.", "string"),
            file=_text("Document, without folders."),
            page=_nullable("Page, from 1.", "integer"),
            note=_nullable("What else there is to say of it.", "string"),
        ),
    }


def _stakes() -> Schema:
    return _of(
        "What winning brings and pursuing costs.",
        value=_number("Margin over the contract's life."),
        cost=_number("Pursuit still to be paid."),
        currency=_text("ISO 4217 code of both."),
        value_from=_one_of("Where the value comes from.", ValueFrom),
        cost_from=_words("Where the cost comes from.", "given", "policy"),
    )


def _fit(description: str, **more: Schema) -> Schema:
    return _of(
        description,
        **more,
        grade={"enum": ["A", "B", "C", "D", None], "description": "Null where too little is known."},
        share=_nullable("Share of the attainable weight that was earned.", "number"),
        known=_share("Share of all weight that is known."),
    )


def _asked() -> dict[str, Schema]:
    return {"criterion": _text("Key of the criterion."), "question": _text("The criterion as a question.")}


def _answered(description: str) -> dict[str, Schema]:
    return {"answer": _plain(description, "string", "number", "null"), "answer_text": _text("The same in words.")}


def _place() -> dict[str, Schema]:
    return {
        "file": _nullable("Document, without folders.", "string"),
        "page": _nullable("Page, from 1; null in formats without.", "integer"),
        "section": _nullable("Headings above it.", "string"),
    }


def _of(description: str, **properties: Schema) -> Schema:
    return {"description": description, "type": "object", "required": list(properties), "properties": properties}


def _list(description: str, items: Schema) -> Schema:
    return {"type": "array", "items": items, "description": description}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _plain(description: str, *types: str) -> Schema:
    return {"type": types[0] if len(types) == 1 else list(types), "description": description}


def _nullable(description: str, kind: str) -> Schema:
    return _plain(description, kind, "null")


def _text(description: str) -> Schema:
    return _plain(description, "string")


def _number(description: str) -> Schema:
    return _plain(description, "number")


def _flag(description: str) -> Schema:
    return _plain(description, "boolean")


def _share(description: str) -> Schema:
    return {"type": "number", "minimum": 0, "maximum": 1, "description": description}


def _one_of(description: str, words: Any) -> Schema:
    return _words(description, *get_args(words))


def _words(description: str, *words: str) -> Schema:
    return {"enum": list(words), "description": description}


if __name__ == "__main__":
    write_view_schema(FILE.parent)
