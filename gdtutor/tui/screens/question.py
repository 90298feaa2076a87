"""A question on a screen with a lab: choosing, committing, the run that decides, and the record of it."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from textual import events

from gdtutor.course.model import AtStep, Quiz
from gdtutor.course.problems import CourseError
from gdtutor.tui.command import Command
from gdtutor.tui.screens.lab import LabScreen
from gdtutor.tui.widgets.quiz_panel import NUMBER_CHARACTERS, QuizPanel

if TYPE_CHECKING:
    from gdtutor.descent.trajectory import Trajectory

# A predicted run is played so that it can be watched, but for no longer than this many seconds.
PREDICTION_SECONDS = 3.0
PREDICTION_FRAMES = 30

# A number may begin with these; . and , step the lab until one has begun.
NUMBER_BEGINS = "0123456789-−+"

_PLACEHOLDER = re.compile(r"\{[^{}]*\}")

ANSWER_COMMANDS = (
    Command("commit", "enter", "↵", "answer", "Stand by the answer chosen or typed", footer=1),
    Command("retry", "enter", "↵", "try again", "Answer the question again", footer=1),
    Command("ask_for_choice", "enter", "↵", "answer", "Stand by the answer chosen or typed", footer=0),
)
ERASE_COMMAND = Command("erase", "backspace", "⌫", "erase", "Take back the last character of a number", footer=0)
HINT_COMMAND = Command("hint", "h", "h", "hint", "A hint for the question", footer=4)
CHOICE_COMMANDS = tuple(
    Command(f"choose({place})", str(place + 1), "1…6", f"choice {place + 1}", "Choose an answer by its number", footer=0)
    for place in range(6)
)


class QuestionScreen(LabScreen):
    """Subclasses compose a QuizPanel, name the lesson in `lesson_id`, and call `ask`."""

    def __init__(self) -> None:
        super().__init__()
        self.lesson_id = ""
        self.quiz: Quiz | None = None
        self._committed = False
        self._runs: dict[str, Trajectory] = {}

    @property
    def panel(self) -> QuizPanel:
        """The question's widget."""
        return self.query_one(QuizPanel)

    def ask(self, quiz: Quiz | None) -> None:
        """Put a question on screen, with how it was answered before; None puts it away."""
        self.quiz = quiz
        self.panel.display = quiz is not None
        if quiz is None:
            return
        result = self.tutor.progress.results(self.tutor.course.id).get((self.lesson_id, quiz.id))
        self._committed = result is not None
        earlier = {None: "", True: "✓ answered right before", False: "✗ not right yet"}[result.ever_right if result else None]
        self.panel.ask(quiz, self._texts(quiz, self._runs.get(quiz.id)), earlier)

    @property
    def hides_next_step(self) -> bool:
        """Where the question is what the lab would show, nothing runs before the learner has committed to an answer."""
        quiz, lab = self.quiz, self.lab
        if quiz is None or lab is None or self._committed:
            return False
        return quiz.kind == "predict" or (isinstance(quiz.value, AtStep) and quiz.experiment == lab.experiment)

    async def fill_in(self) -> None:
        """Put the run's numbers into the question itself, where it has any."""
        from gdtutor.trainer.client import TrainerError

        quiz = self.quiz
        if quiz is None or not any("{" in text for text in (quiz.ask, *(choice.text for choice in quiz.choices))):
            return
        try:
            trajectory = await self._unseen_run(quiz)
        except TrainerError as error:
            self.panel.problem(str(error))
            return
        if quiz is self.quiz:
            self.panel.fill_in(self._texts(quiz, trajectory))

    # Judging

    def on_quiz_panel_committed(self, message: QuizPanel.Committed) -> None:
        """The learner stands by an answer."""
        if self.quiz is not None:
            self.panel.running()
            self.do(self._judge(self.quiz, message.chosen, message.typed))

    async def _judge(self, quiz: Quiz, chosen: tuple[str, ...], typed: str) -> None:
        from gdtutor.course import answers
        from gdtutor.trainer.client import TrainerError

        try:
            trajectory = await self._run_behind(quiz)
            if quiz.kind == "number":
                answer = answers.judge_number(quiz, typed, trajectory)
            else:
                answer = answers.judge_choices(quiz, set(chosen), trajectory)
        except (TrainerError, CourseError, ValueError) as error:
            if quiz is self.quiz:
                self.panel.problem(str(error))
            return
        # What the screen acknowledges is on disk before it does.
        tutor = self.tutor
        tutor.progress.record(tutor.course.id, self.lesson_id, quiz.id, typed or " ".join(chosen), answer.right, answer.belief)
        if quiz is self.quiz:
            self._committed = True
            self.panel.answered(answer.right, answer.text)
            self.lab_changed()
            self.refresh_bindings()

    async def _run_behind(self, quiz: Quiz) -> Trajectory | None:
        """The run that decides: a prediction's is played in the lab, another's is made unseen; None where none is needed."""
        from gdtutor.course import answers

        if quiz.kind == "predict":
            return await self._play_prediction(quiz)
        return await self._unseen_run(quiz) if answers.needs_run(quiz) else None

    async def _unseen_run(self, quiz: Quiz) -> Trajectory | None:
        if quiz.experiment is None:
            return None
        if quiz.id not in self._runs:
            trainer = await self.tutor.trainer()
            self._runs[quiz.id] = await trainer.run(quiz.experiment, quiz.steps)
        return self._runs[quiz.id]

    async def _play_prediction(self, quiz: Quiz) -> Trajectory:
        from gdtutor.trainer.client import TrainerError

        session, player = self.session, self.player
        if session is None or player is None:
            raise TrainerError("torch is still being started; answer again in a moment.")
        await player.stop()
        await session.restore()
        self.start_pictures()
        at_once = max(1, -(-quiz.steps // PREDICTION_FRAMES))
        pause = min(0.5, PREDICTION_SECONDS * at_once / quiz.steps)
        while not session.problem and session.last_step < quiz.steps and not session.overflowed:
            await asyncio.sleep(pause)
            await session.forward(min(at_once, quiz.steps - session.last_step))
        if session.problem:
            raise TrainerError(session.problem)
        player.stopped_because = "prediction"
        return session.trajectory.copy()

    async def _hint(self, quiz: Quiz) -> None:
        from gdtutor.course.answers import fill
        from gdtutor.trainer.client import TrainerError

        try:
            text = fill(quiz.hint, await self._unseen_run(quiz) if "{" in quiz.hint else None)
        except TrainerError as error:
            text = str(error)
        if quiz is self.quiz and self.panel.state == "asking":
            self.panel.say(f"Hint: {text}")

    @staticmethod
    def _texts(quiz: Quiz, trajectory: Trajectory | None) -> tuple[str, ...]:
        """The question and its choices, with the run's numbers, or … while they are still to come."""
        texts = (quiz.ask, *(choice.text for choice in quiz.choices))
        if not any("{" in text for text in texts):
            return texts
        if trajectory is None:
            return tuple(_PLACEHOLDER.sub("…", text) for text in texts)
        from gdtutor.course.answers import fill

        return tuple(fill(text, trajectory) for text in texts)

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key that would do nothing now is not in the footer."""
        quiz = self.quiz
        if action in ("commit", "ask_for_choice", "retry", "hint", "choose", "erase"):
            if quiz is None or not self.is_mounted:
                return False
            asking = self.panel.state == "asking"
            if action == "commit":
                return asking and self.panel.ready
            if action == "ask_for_choice":
                return asking and not self.panel.ready
            if action == "retry":
                return self.panel.state == "wrong"
            if action == "hint":
                return asking
            if action == "erase":
                return asking and quiz.kind == "number"
            place = parameters[0]
            return self.panel.state in ("asking", "wrong") and isinstance(place, int) and place < len(quiz.choices)
        return super().check_action(action, parameters)

    def on_key(self, event: events.Key) -> None:
        """Where a number is asked for, what belongs to one is typed; a sign of the lab (. and ,) only once it is begun."""
        quiz = self.quiz
        if quiz is None or quiz.kind != "number" or not event.character or self.panel.state not in ("asking", "wrong"):
            return
        begun = self.panel.state == "asking" and self.panel.ready
        if event.character in (NUMBER_CHARACTERS if begun else NUMBER_BEGINS):
            event.stop()
            event.prevent_default()
            self.panel.type_number(event.character)

    def on_paste(self, event: events.Paste) -> None:
        """A pasted number."""
        if self.quiz is not None and self.quiz.kind == "number":
            self.panel.type_number(event.text.strip())

    def action_choose(self, place: int) -> None:
        """Choose an answer by its number."""
        self.panel.choose(place)

    def action_erase(self) -> None:
        """Take back the last character typed."""
        self.panel.erase()

    def action_commit(self) -> None:
        """Stand by the answer."""
        self.panel.commit()

    def action_ask_for_choice(self) -> None:
        """Enter before anything is chosen would skip the question unread; say what it waits for instead."""
        quiz = self.quiz
        if quiz is not None:
            how = "Type a number" if quiz.kind == "number" else f"Choose with 1 to {len(quiz.choices)}"
            self.panel.say(f"{how}, then Enter. n goes on without an answer.")

    def action_retry(self) -> None:
        """Ask again."""
        self.panel.retry()

    def action_hint(self) -> None:
        """Show the hint."""
        if self.quiz is not None:
            self.do(self._hint(self.quiz))
