"""Read every lesson that comes with gdtutor, whole; print what is wrong, and how many there are."""

from __future__ import annotations

import sys

from gdtutor.course.lesson import read_lesson
from gdtutor.course.open import bundled_courses, open_course
from gdtutor.course.problems import CourseError, Problem


def main() -> int:
    """The exit status: 0 where there are lessons and no problems."""
    lessons = 0
    problems: list[Problem] = []
    for language, folder in bundled_courses().items():
        try:
            summaries = open_course(folder, language).lessons
        except CourseError as error:
            problems += error.problems
            continue
        for summary in summaries:
            lessons += 1
            try:
                read_lesson(summary.path)
            except CourseError as error:
                problems += error.problems
    print(*problems, f"{lessons} lessons, {len(problems)} problems", sep="\n")
    return 1 if problems or not lessons else 0


if __name__ == "__main__":
    sys.exit(main())
