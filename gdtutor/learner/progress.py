"""What one learner did, across sessions and terminals. Keys are ids that authors wrote, so a new edition keeps progress."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from types import TracebackType

from msgspec import Struct

from gdtutor.language import _
from gdtutor.learner.paths import database_path
from gdtutor.learner.schema import ON_CONFLICT, NewerFormatError
from gdtutor.learner.store import Statement, Store
from gdtutor.shown import printable

# The tables that hold what was done in a lesson.
_OF_A_LESSON = ("attempts", "bests", "drafts", "visits", "places")
_OF_A_QUIZ = ("attempts", "bests", "drafts")


class StateError(Exception):
    """Progress that this gdtutor must not touch; the message is one sentence for the learner."""


class Result(Struct, frozen=True):
    """All attempts at one question in short. `belief` is the misconception behind the last wrong answer, where one is known."""

    first_answer: str
    first_right: bool
    last_answer: str
    last_right: bool
    tries: int
    ever_right: bool
    belief: str | None = None


class Progress:
    """The learner's place, pages seen, answers and preferences.

    What a method has returned from is on disk. Where that is not possible nothing is raised: it is kept in memory, tried again
    with every later write, and `notice` says so. Any thread may call.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    @classmethod
    def open(cls, path: Path | None = None) -> Progress:
        """The progress kept in `path`, by default this user's. A damaged file is set aside and a new one started.

        Raises StateError for a file that a later gdtutor wrote; it is left as it is.
        """
        path = path or database_path()
        try:
            return cls(Store(path))
        except NewerFormatError as error:
            newer = _(
                "{path} was written by a newer gdtutor (format {version}); start that one, or set XDG_STATE_HOME elsewhere."
            )
            raise StateError(newer.format(path=printable(str(path)), version=error)) from error

    @property
    def path(self) -> Path:
        """The file that the progress is kept in."""
        return self._store.path

    @property
    def notice(self) -> str:
        """One sentence for the learner when something is off with the file, otherwise empty."""
        return self._store.notice

    @property
    def saved(self) -> bool:
        """Whether everything recorded is on disk."""
        return self._store.saved

    @property
    def on_notice(self) -> Callable[[str], None] | None:
        """Called with `notice` whenever it changes, in the thread of the call that changed it."""
        return self._store.on_notice

    @on_notice.setter
    def on_notice(self, callback: Callable[[str], None] | None) -> None:
        self._store.on_notice = callback

    def place(self, course: str) -> tuple[str, str] | None:
        """The lesson and the page that the learner last stood on."""
        rows = self._store.query("SELECT lesson, page FROM places WHERE course = ?", (course,))
        return (rows[0][0], rows[0][1]) if rows else None

    def last_visit(self, course: str) -> datetime | None:
        """When the learner came to `place`; None where there is none."""
        rows = self._store.query("SELECT at FROM places WHERE course = ?", (course,))
        return datetime.fromisoformat(rows[0][0]) if rows else None

    def visit(self, course: str, lesson: str, page: str) -> None:
        """The learner stands on that page: it is the place to come back to, and it counts as seen."""
        key = (course, lesson, page)
        seen = self._store.query("SELECT 1 FROM visits WHERE course = ? AND lesson = ? AND page = ?", key)
        now = _now()
        # A page that is shown again is not written again, unless its hour has changed: `last_visit` is said in days.
        last = self._store.query("SELECT lesson, page, at FROM places WHERE course = ?", (course,))
        if seen and last and last[0][:2] == (lesson, page) and last[0][2][:13] == now[:13]:
            return
        self._store.write(
            ("INSERT INTO visits VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", (*key, now)),
            ("INSERT OR REPLACE INTO places VALUES (?, ?, ?, ?)", (*key, now)),
        )

    def pages_seen(self, course: str) -> dict[str, set[str]]:
        """The ids of the pages seen, by lesson."""
        seen: dict[str, set[str]] = {}
        for lesson, page in self._store.query("SELECT lesson, page FROM visits WHERE course = ?", (course,)):
            seen.setdefault(lesson, set()).add(page)
        return seen

    def record(self, course: str, lesson: str, quiz: str, answer: str, right: bool, belief: str | None = None) -> None:
        """Keep one attempt; belief is the misconception behind a wrong answer."""
        self._store.write(
            (
                "INSERT INTO attempts (token, course, lesson, quiz, answer, correct, belief, at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (os.urandom(12).hex(), course, lesson, quiz, answer, int(right), belief, _now()),
            )
        )

    def results(self, course: str) -> dict[tuple[str, str], Result]:
        """What came of each question that was tried, by lesson and question."""
        results: dict[tuple[str, str], Result] = {}
        rows = self._store.query(
            "SELECT lesson, quiz, answer, correct, belief FROM attempts WHERE course = ? ORDER BY number", (course,)
        )
        for lesson, quiz, answer, correct, belief in rows:
            right = bool(correct)
            before = results.get((lesson, quiz))
            results[lesson, quiz] = Result(
                first_answer=before.first_answer if before else answer,
                first_right=before.first_right if before else right,
                last_answer=answer,
                last_right=right,
                tries=before.tries + 1 if before else 1,
                ever_right=right or (before is not None and before.ever_right),
                belief=belief if not right else before.belief if before else None,
            )
        return results

    def best(self, course: str, lesson: str, quiz: str) -> float | None:
        """The learner's best score in a challenge; None where there is none yet."""
        key = (course, lesson, quiz)
        rows = self._store.query("SELECT score FROM bests WHERE course = ? AND lesson = ? AND quiz = ?", key)
        return float(rows[0][0]) if rows else None

    def record_best(self, course: str, lesson: str, quiz: str, score: float, *, highest: bool) -> bool:
        """Keep a score where it is the best so far, and say whether it is; `highest`: the larger score is the better one.

        Of two terminals at once the better score is kept, whichever comes last. Raises ValueError for NaN, which is no score.
        """
        if math.isnan(score):
            raise ValueError("a score can't be NaN")
        before = self.best(course, lesson, quiz)
        row = (course, lesson, quiz, float(score), int(highest), _now())
        keep = f"INSERT INTO bests VALUES (?, ?, ?, ?, ?, ?) {ON_CONFLICT['bests']}"  # noqa: S608 (words of our own)
        self._store.write((keep, row))
        return before != score == self.best(course, lesson, quiz)

    def draft(self, course: str, lesson: str, quiz: str) -> str | None:
        """What the learner has typed for a question so far, as it stood last; None where nothing is kept."""
        key = (course, lesson, quiz)
        rows = self._store.query("SELECT text FROM drafts WHERE course = ? AND lesson = ? AND quiz = ?", key)
        return str(rows[0][0]) if rows else None

    def keep_draft(self, course: str, lesson: str, quiz: str, text: str) -> None:
        """Keep what is typed, in place of what was kept before."""
        self._store.write(("INSERT OR REPLACE INTO drafts VALUES (?, ?, ?, ?, ?)", (course, lesson, quiz, text, _now())))

    def preference(self, name: str) -> str | None:
        """The learner's own setting, such as the theme."""
        rows = self._store.query("SELECT value FROM preferences WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else None

    def set_preference(self, name: str, value: str) -> None:
        """Keep a setting."""
        self._store.write(("INSERT OR REPLACE INTO preferences VALUES (?, ?, ?)", (name, value, _now())))

    def reset_quiz(self, course: str, lesson: str, quiz: str) -> None:
        """Forget every attempt at one question, its best score, and what was typed for it."""
        self._store.write(*_forget("course = ? AND lesson = ? AND quiz = ?", (course, lesson, quiz), _OF_A_QUIZ))

    def reset_lesson(self, course: str, lesson: str) -> None:
        """Forget the attempts, the best scores, the drafts, the pages seen and the place in one lesson."""
        self._store.write(*_forget("course = ? AND lesson = ?", (course, lesson)))

    def reset_course(self, course: str) -> None:
        """Forget the attempts, the best scores, the drafts, the pages seen and the place in one course."""
        self._store.write(*_forget("course = ?", (course,)))

    def reset_everything(self) -> None:
        """Forget every course and every setting."""
        self._store.write(*_forget("true", ()), ("DELETE FROM preferences", ()))

    def close(self) -> None:
        """Let go of the file, after one more try to write what could not be written."""
        self._store.close()

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _forget(condition: str, values: tuple[str, ...], tables: tuple[str, ...] = _OF_A_LESSON) -> list[Statement]:
    return [(f"DELETE FROM {table} WHERE {condition}", values) for table in tables]  # noqa: S608 (names of our own)


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")
