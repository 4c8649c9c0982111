"""Peer questionnaires as data, and the total of one panel member's sheet.

Every question is answered with exactly one option; the default runs from 3 to 15 (domain.md 5.6).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import ConfigDict, Field, TypeAdapter

from zizhu.common.errors import Finding
from zizhu.identification.domain.document import digest_of, dump_document, read_document
from zizhu.identification.domain.scheme import Code, Label, Points
from zizhu.identification.errors.filing import AnswersInvalid, SchemeFlawed


@dataclass(frozen=True, slots=True)
class Choice:
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    code: Code
    label: Label
    points: Points


@dataclass(frozen=True, slots=True)
class Question:
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    code: Code
    title: Label
    choices: Annotated[tuple[Choice, ...], Field(min_length=2, max_length=20)]

    def choice(self, code: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.code == code), None)


@dataclass(frozen=True, slots=True)
class QuestionBlock:
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    code: Code
    title: Label
    questions: Annotated[tuple[Question, ...], Field(min_length=1, max_length=50)]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """What a panel member answers about each applicant, under one version id."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    version: Code
    title: Label
    full_marks: Points
    least_marks: Points
    blocks: Annotated[tuple[QuestionBlock, ...], Field(min_length=1, max_length=26)]

    def questions(self) -> Iterator[Question]:
        for block in self.blocks:
            yield from block.questions


_QUESTIONNAIRE: TypeAdapter[Questionnaire] = TypeAdapter(Questionnaire)


def find_questionnaire_flaws(questionnaire: Questionnaire) -> tuple[Finding, ...]:
    """List what in a questionnaire contradicts itself; none means it may be released."""
    questions = list(questionnaire.questions())
    codes = [question.code for question in questions]
    findings = [
        Finding(f"题目编号 {code} 重复", field=code)
        for code in sorted({code for code in codes if codes.count(code) > 1})
    ]
    findings += [
        Finding("选项编号重复", field=question.code)
        for question in questions
        if len({choice.code for choice in question.choices}) < len(question.choices)
    ]
    most = sum(max(choice.points for choice in question.choices) for question in questions)
    least = sum(min(choice.points for choice in question.choices) for question in questions)
    if most != questionnaire.full_marks:
        sentence = f"满分写的是 {questionnaire.full_marks} 分，各题最高分合计为 {most} 分"
        findings.append(Finding(sentence, field="full_marks"))
    if least != questionnaire.least_marks:
        sentence = f"最低分写的是 {questionnaire.least_marks} 分，各题最低分合计为 {least} 分"
        findings.append(Finding(sentence, field="least_marks"))
    return tuple(findings)


def parse_questionnaire(data: object) -> Questionnaire:
    """Read a questionnaire from JSON-like data, as a file of one holds it.

    Raises:
        DocumentUnreadable: the data does not have the shape of a questionnaire.
        SchemeFlawed: it has, but contradicts itself.
    """
    questionnaire = read_document(_QUESTIONNAIRE, data, name="评议问卷")
    if findings := find_questionnaire_flaws(questionnaire):
        raise SchemeFlawed(f"评议问卷有 {len(findings)} 处矛盾，请修改后重试", errors=findings)
    return questionnaire


# JSON-like data has no narrower type.
def dump_questionnaire(questionnaire: Questionnaire) -> dict[str, Any]:
    """Write a questionnaire as data that `parse_questionnaire` reads back to an equal value."""
    return dump_document(_QUESTIONNAIRE, questionnaire)


def questionnaire_digest(questionnaire: Questionnaire) -> str:
    """Name the content of a questionnaire; a released version keeps its digest for good."""
    return digest_of(dump_questionnaire(questionnaire))


def total_sheet(questionnaire: Questionnaire, sheet: Mapping[str, str]) -> int:
    """Add up one sheet (question code -> choice code) into its whole points.

    Raises:
        AnswersInvalid: a question is unanswered, unknown, or answered with no choice of its own.
    """
    total = 0
    findings = []
    for question in questionnaire.questions():
        answer = sheet.get(question.code)
        if answer is None:
            findings.append(Finding("请回答这一题", field=question.code))
        elif (choice := question.choice(answer)) is None:
            findings.append(Finding("没有这个选项", field=question.code))
        else:
            total += choice.points
    known = {question.code for question in questionnaire.questions()}
    findings += [Finding("问卷中没有这一题", field=code) for code in sorted(set(sheet) - known)]
    if findings:
        raise AnswersInvalid(f"评议表有 {len(findings)} 处需要修改", errors=findings)
    return total
