"""The keys of a lesson: turning pages, scrolling, following links and coming back."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Markdown

from gdtutor.language import N_
from gdtutor.tui.command import Command, bindings
from gdtutor.tui.screens.answer_keys import ANSWER_COMMANDS, CHOICE_COMMANDS, ERASE_COMMAND, HINT_COMMANDS
from gdtutor.tui.screens.lab import LAB_COMMANDS
from gdtutor.tui.screens.page import PageScreen
from gdtutor.tui.tutor import Place

PAGE_COMMANDS = (
    Command("next_page", "n", "n", N_("next"), N_("The next page"), footer=1),
    Command("previous_page", "p", "p", N_("previous"), N_("The page before"), footer=7),
    Command("return_to_page", "b", "b", N_("return"), N_("Back to where a link, the outline or a search led from"), footer=3),
    Command("follow_link", "l", "l", N_("link"), N_("Follow a link (▸) in the text"), footer=4),
    Command("scroll_prose(1)", "pagedown,j", "PgDn", N_("more text"), N_("Scroll the text down"), footer=5),
    Command("scroll_prose(-1)", "pageup,k", "PgUp", N_("back up"), N_("Scroll the text up"), footer=0),
    Command(
        "reset_progress", "x", "x", N_("start over"), N_("Forget the answers to this question, this lesson, or all"), footer=0
    ),
    Command("leave", "q,escape", "q", N_("course"), N_("Back to the list of lessons"), footer=6),
)


class LessonScreen(PageScreen):
    """A lesson that is read with keys and mouse."""

    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = (
        *ANSWER_COMMANDS,
        Command("go_on", "enter", "↵", N_("next"), N_("The next page"), footer=0),
        Command("look_at_lab", "tab", "tab", N_("picture"), N_("In a small window: the picture in place of the text"), footer=1),
        Command("look_at_text", "tab", "tab", N_("text"), N_("In a small window: the text in place of the picture"), footer=1),
        *LAB_COMMANDS,
        *HINT_COMMANDS,
        ERASE_COMMAND,
        *PAGE_COMMANDS,
        *CHOICE_COMMANDS,
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(COMMANDS_HERE)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key that would do nothing now is not in the footer."""
        if self.has_class("-problem") and action != "leave":
            return False
        if action in ("next_page", "reset_progress"):
            return self.lesson is not None
        if action == "go_on":
            # Not while torch runs a prediction: the answer to it would be missed.
            return self.lesson is not None and (self.quiz is None or self.panel.state in ("right", "wrong"))
        if action == "previous_page":
            return self.place > 0
        if action == "return_to_page":
            return self.tutor.came_from is not None
        if action == "follow_link":
            return self.page is not None and bool(self.page.links)
        if action in ("look_at_lab", "look_at_text"):
            sided = self.page is not None and self.page.lab is not None and (self.has_class("-narrow") or self.is_tiny)
            return sided and self.has_class("-picture-side") == (action == "look_at_text")
        if action == "scroll_prose":
            return self.is_mounted and self.query_one("#prose", VerticalScroll).max_scroll_y > 0
        return super().check_action(action, parameters)

    async def action_next_page(self) -> None:
        """The next page; after the last one, what was got wrong first."""
        if self.lesson is None:
            return
        if self.place + 1 < len(self.lesson.pages):
            await self.show_page(self.place + 1)
        else:
            await self.tutor.end_lesson(self.lesson)

    async def action_go_on(self) -> None:
        """The next page."""
        await self.action_next_page()

    async def action_previous_page(self) -> None:
        """The page before."""
        await self.show_page(self.place - 1)

    def action_return_to_page(self) -> None:
        """Back to the page that one came from."""
        self.tutor.go_back()

    def action_leave(self) -> None:
        """Back to the list of lessons; a number that is being typed is dropped first."""
        if self.quiz is not None and self.quiz.kind == "number" and self.panel.state == "asking" and self.panel.ready:
            self.panel.retry()
        elif self.is_current:
            self.tutor.close_lesson()

    def action_scroll_prose(self, direction: int) -> None:
        """A page of text down or up."""
        prose = self.query_one("#prose", VerticalScroll)
        # At once, not after the next paint: of keys that come in a burst each one begins where the last one ended.
        prose.scroll_relative(y=direction * max(1, prose.size.height - 2), animate=False, immediate=True)

    def action_look_at_lab(self) -> None:
        """The picture."""
        self._look_at(picture=True)

    def action_look_at_text(self) -> None:
        """The text."""
        self._look_at(picture=False)

    def lab_worked(self) -> None:
        """What a key of the lab does is to be seen, and in a very low window that is not beside the question."""
        if self.is_tiny:
            self._look_at(picture=True)

    def on_quiz_panel_told(self) -> None:
        """The same for what a key of the question does."""
        if self.is_tiny:
            self._look_at(picture=False)

    def _look_at(self, *, picture: bool) -> None:
        if self.has_class("-picture-side") != picture:
            self.set_class(picture, "-picture-side")
            self.share_rows()
            self.call_after_refresh(self.draw_lab)
            self.refresh_bindings()

    def action_reset_progress(self) -> None:
        """Ask what to forget, and show the page afresh."""
        quiz = self.quiz.id if self.quiz is not None else None
        self.tutor.ask_reset(self.summary, quiz, lambda: self.do(self.show_page(self.place)))

    # Links

    def action_follow_link(self) -> None:
        """Go where the link leads; where there are several, choose one."""
        links = self.page.links if self.page is not None else ()
        places = list(dict.fromkeys(Place(link.lesson, link.page or "") for link in links))
        if len(places) == 1:
            self.tutor.go_to(places[0])
        elif places:
            from gdtutor.tui.screens.links import LinksScreen

            self.app.push_screen(LinksScreen(places), lambda place: self.tutor.go_to(place) if place is not None else None)

    def on_markdown_link_clicked(self, event: Markdown.LinkClicked) -> None:
        """A click follows a link, too."""
        from gdtutor.course.links import parse_target

        event.stop()
        link = parse_target(event.href, self.lesson_id, 0)
        if link is not None:
            self.tutor.go_to(Place(link.lesson, link.page or ""))
