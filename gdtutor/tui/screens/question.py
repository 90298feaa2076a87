"""What the keys of a question do, and when: a lab beside it gets a key that both want, unless the question needs it."""

from __future__ import annotations

import math
from collections.abc import Callable
from time import monotonic

from textual import events
from textual.containers import VerticalScroll
from textual.css.query import NoMatches

from gdtutor.language import _
from gdtutor.tui.screens.lab import RUN
from gdtutor.tui.screens.writing import WritingScreen
from gdtutor.tui.widgets.readout import Readout

# A digit that follows a point within so many seconds belongs to it.
ONE_NUMBER = 0.5


class QuestionScreen(WritingScreen):
    """A question that is answered with keys and mouse."""

    # When a point was typed that was no part of a number yet.
    _point_typed = -math.inf

    async def on_mount(self) -> None:
        """Where text and question stand one above the other, they share the rows anew whenever the text has changed."""
        prose, panel = self.query_one("#prose"), self.panel
        self.watch(prose, "virtual_size", self.share_rows, init=False)
        # Whether the page keys have anywhere to go.
        for widget, what in ((prose, "scroll_y"), (panel, "scroll_y"), (panel, "virtual_size"), (panel, "size")):
            self.watch(widget, what, self.refresh_bindings, init=False)

    def on_resize(self, event: events.Resize) -> None:
        """There are more rows to share, or fewer."""
        self.call_after_refresh(self.share_rows)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key that would do nothing now is not in the footer."""
        when = _WHEN.get(action)
        if when is not None:
            number = parameters[0] if parameters and isinstance(parameters[0], int) else 0
            return self.quiz is not None and self.is_mounted and when(self, number)
        if action in RUN | {"turn", "choose_dial"} and self._answer_is_played:
            return False
        return super().check_action(action, parameters)

    # What keys are for just now

    @property
    def asking(self) -> bool:
        """The question waits for an answer."""
        return self.panel.state == "asking"

    @property
    def open_still(self) -> bool:
        """The question waits for an answer, or for a better one."""
        return self.panel.state in ("asking", "wrong")

    def asks(self, *kinds: str) -> bool:
        """Whether the question is of one of these kinds."""
        return self.quiz is not None and self.quiz.kind in kinds

    @property
    def holds_line(self) -> bool:
        """A line is on its way to another place."""
        return self.asking and self.asks("order") and self.panel.order.held

    @property
    def arrows_point(self) -> bool:
        """↑ and ↓ go from choice to choice; a lab with several dials has them, but lines can't be reached otherwise."""
        if not self.open_still or self.panel.field.places < 2:
            return False
        return (self.asking and self.asks("order", "line")) or not self._lab_has_arrows

    @property
    def _answer_is_played(self) -> bool:
        """The lab runs to answer the question; a hand in it would make that another run."""
        quiz = self.quiz
        return quiz is not None and quiz.kind in ("predict", "challenge") and self.panel.state == "running"

    @property
    def _lab_has_arrows(self) -> bool:
        return self.lab is not None and sum(control != "run" for control in self.lab.controls) > 1

    @property
    def _lab_has_point(self) -> bool:
        """The keys . and , step a run, at one of its ends too; not where there is none, or where it waits for the answer."""
        return self.lab is not None and "run" in self.lab.controls and not self.hides_next_step

    @property
    def space_is_free(self) -> bool:
        """Space does not play a run."""
        return self.lab is None or "run" not in self.lab.controls

    def panel_scrolls(self, direction: int) -> bool:
        """Whether the page keys are the question's: down, after the text, unless there is an answer to be read; up, before it."""
        panel = self.panel
        if direction < 0:
            return panel.can_scroll_up
        if not panel.can_scroll_down:
            return False
        try:
            prose = self.query_one("#prose", VerticalScroll)
        except NoMatches:
            return True
        return panel.state != "asking" or panel.has_said or not prose.display or prose.scroll_offset.y >= prose.max_scroll_y

    # Typing

    def take_key(self, event: events.Key) -> bool:
        """Where a number is asked for, what belongs to one is typed; what steps the lab (. and ,) only once it is begun."""
        quiz, character = self.quiz, event.character or ""
        if quiz is None:
            return False
        if self.panel.state == "running" and (event.key == "enter" or character.isdecimal()):
            # Not lost without a word: it came too early for another answer, and for the page to be turned.
            self.panel.say(_("torch is running it still. n goes on without the answer."))
        elif quiz.kind == "number" and self.open_still and self.panel.number.takes(character, point=not self._lab_has_point):
            if self._began_with_point(character):
                # `.27`: the point has stepped the lab, but what it began was a number.
                self.do(self._take_step_back())
                character = f".{character}"
            self.panel.type_number(character)
        else:
            if character == ".":
                self._point_typed = monotonic()
            return False
        return True

    def _began_with_point(self, character: str) -> bool:
        begun = self.asking and self.panel.number.value
        return character.isdecimal() and not begun and monotonic() - self._point_typed < ONE_NUMBER

    async def _take_step_back(self) -> None:
        session = self.session
        if session is not None:
            await session.ready()
            session.back()

    def on_paste(self, event: events.Paste) -> None:
        """A pasted number."""
        if self.quiz is not None and self.quiz.kind == "number":
            self.panel.type_number(event.text.strip())

    # Actions

    def action_digit(self, digit: int) -> None:
        """Choose an answer by its number; a line to be put in order is held, or put in that place where one is held."""
        self.panel.type_digit(digit)

    def action_point(self, by: int) -> None:
        """The next choice or line."""
        self.panel.point(by)

    def action_carry(self, by: int) -> None:
        """Carry the line that is held."""
        self.panel.point(by)

    def action_pick_up(self) -> None:
        """Hold a line."""
        if self.panel.state == "wrong":
            self.panel.retry()
        self.panel.order.pick_up()

    def action_put_down(self) -> None:
        """Let go of it."""
        self.panel.order.put_down()

    def action_mark(self) -> None:
        """Choose what the arrows stand at."""
        self.panel.mark()

    def action_erase(self) -> None:
        """Take back the last character typed."""
        self.panel.number.erase()

    def action_commit(self) -> None:
        """Stand by the answer."""
        self.panel.commit()

    def action_try_settings(self) -> None:
        """Run the challenge."""
        self.panel.commit()

    def action_ask_for_choice(self) -> None:
        """Enter before anything is chosen would skip the question unread; say what it waits for instead."""
        quiz = self.quiz
        if quiz is not None:
            self.panel.say(_("{how}. n goes on without an answer.").format(how=self.panel.field.waits_for()))

    def action_retry(self) -> None:
        """Ask again."""
        self.panel.retry()

    def action_hint(self) -> None:
        """Show the next hint."""
        if self.quiz is not None:
            self.do(self.show_help(self.quiz, self.questions.next_hint))

    def action_solution(self) -> None:
        """Show the solution."""
        if self.quiz is not None:
            self.do(self.show_help(self.quiz, self.questions.told_solution))

    def action_another(self) -> None:
        """Ask with other numbers."""
        self.ask_another()

    def action_scroll_panel(self, direction: int) -> None:
        """Most of the question's height down or up."""
        self.panel.scroll_page(direction)

    # A challenge is taken up again by turning a dial

    def action_turn(self, clicks: int) -> None:
        """Turn the chosen dial."""
        self._take_up_again()
        super().action_turn(clicks)

    def on_readout_dial_clicked(self, message: Readout.DialClicked) -> None:
        """A click on a dial's track; LabScreen, whose handler comes after this one, turns it."""
        if self._answer_is_played:
            message.prevent_default()
        else:
            self._take_up_again()

    def action_reset(self) -> None:
        """Back to the start."""
        self._take_up_again()
        super().action_reset()

    def _take_up_again(self) -> None:
        if self.quiz is not None and self.quiz.kind == "challenge" and self.panel.state in ("right", "wrong"):
            self.panel.reopen()


# When each of the commands does something, where there is a question; the number is the command's own.
_WHEN: dict[str, Callable[[QuestionScreen, int], bool]] = {
    "put_down": lambda screen, _: screen.holds_line,
    "carry": lambda screen, _: screen.holds_line,
    "open_editor": lambda screen, _: screen.open_still and screen.asks("write"),
    "look_again": lambda screen, _: not screen.open_still and screen.asks("write") and screen.space_is_free,
    "commit": lambda screen, _: screen.asking and screen.panel.ready and not screen.asks("challenge"),
    "try_settings": lambda screen, _: screen.asking and screen.asks("challenge"),
    "retry": lambda screen, _: screen.panel.state == "wrong",
    "ask_for_choice": lambda screen, _: screen.asking and not screen.panel.ready,
    "point": lambda screen, _: screen.arrows_point,
    "pick_up": lambda screen, _: screen.asks("order") and screen.arrows_point and (screen.asking or screen.space_is_free),
    "mark": lambda screen, _: screen.asks("choices") and screen.asking and screen.space_is_free and screen.panel.choices.points,
    "another": lambda screen, _: bool(screen.quiz and screen.quiz.fresh) and screen.panel.state in ("right", "wrong"),
    "hint": lambda screen, _: screen.open_still and bool(screen.quiz and screen.quiz.hints),
    "solution": lambda screen, _: screen.open_still and screen.questions.offers_solution,
    "erase": lambda screen, _: screen.asking and screen.asks("number"),
    "digit": lambda screen, digit: screen.open_still and screen.panel.field.takes_digit(digit),
    "scroll_panel": lambda screen, direction: screen.panel_scrolls(direction),
}
