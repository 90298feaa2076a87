"""Which field a question is answered with. Each is imported, and built, for the first question that needs it."""

from __future__ import annotations

from gdtutor.tui.widgets.answer_field import AnswerField

_NAMES = {"number": "number", "order": "order", "line": "code", "challenge": "goal", "write": "write"}


def field_name(kind: str) -> str:
    """The id of the field for a kind of question."""
    return _NAMES.get(kind, "choices")


def new_field(name: str) -> AnswerField:
    """The field with that id."""
    match name:
        case "number":
            from gdtutor.tui.widgets.number_field import NumberField

            return NumberField(id=name)
        case "order":
            from gdtutor.tui.widgets.order_lines import OrderLines

            return OrderLines(id=name)
        case "code":
            from gdtutor.tui.widgets.code_lines import CodeLines

            return CodeLines(id=name)
        case "goal":
            from gdtutor.tui.widgets.challenge_goal import ChallengeGoal

            return ChallengeGoal(id=name)
        case "write":
            from gdtutor.tui.widgets.write_field import WriteField

            return WriteField(id=name)
        case _:
            from gdtutor.tui.widgets.choice_lines import ChoiceLines

            return ChoiceLines(id=name)
