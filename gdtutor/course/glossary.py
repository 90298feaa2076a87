"""`glossary.yaml` ▸ the terms of a course, each with the page that introduces it."""

from __future__ import annotations

from gdtutor.course.blocks import Mapping, Scalar, read_list
from gdtutor.course.links import missing, parse_target
from gdtutor.course.model import Course, GlossaryEntry
from gdtutor.course.problems import Problems, quoted
from gdtutor.course.section import Section, unique
from gdtutor.course.source import read_text, without_forbidden
from gdtutor.language import _

GLOSSARY_FILE = "glossary.yaml"
KEYS = ("id", "term", "also", "page", "meaning")
MAX_ENTRIES = 500
MAX_ALSO = 10
MAX_TERM = 80
MAX_MEANING = 600


def read_glossary(course: Course) -> tuple[GlossaryEntry, ...]:
    """The entries in the order of the file; none where the course has no glossary.

    Raises CourseError with every problem that was found, a page that is not in the course among them.
    """
    path = course.path / GLOSSARY_FILE
    if not path.exists():
        return ()
    problems = Problems(path)
    entries: list[GlossaryEntry] = []
    sections: list[Section] = []
    found = read_list(without_forbidden(read_text(path), problems), 1, _("glossary"), problems)
    for number, node in enumerate(found.items if found else (), start=1):
        if not isinstance(node, Mapping):
            problems.add(node.line, _("entry {number} must have keys of its own, such as 'id: …'").format(number=number))
            continue
        section = Section(node, f"entry {number}", problems)
        sections.append(section)
        entries.append(_entry(section, course))
    if len(entries) > MAX_ENTRIES:
        problems.add(sections[MAX_ENTRIES].line, _("the glossary has more than {limit} entries").format(limit=MAX_ENTRIES))
    unique(zip(sections, (entry.id for entry in entries), strict=True), "id", "the glossary")
    unique(zip(sections, (entry.term for entry in entries), strict=True), "term", "the glossary")
    problems.check()
    return tuple(entries)


def _entry(section: Section, course: Course) -> GlossaryEntry:
    entry_id = section.named("entry")
    section.only(KEYS)
    lesson, page = _page(section, course)
    return GlossaryEntry(
        id=entry_id,
        line=section.line,
        term=section.one_line("term", MAX_TERM),
        meaning=section.one_line("meaning", MAX_MEANING),
        lesson=lesson,
        page=page,
        also=_also(section),
    )


def _also(section: Section) -> tuple[str, ...]:
    nodes = section.items("also") or ()
    if len(nodes) > MAX_ALSO:
        section.problem("also", _("'{key}' has more than {limit} entries").format(key="also", limit=MAX_ALSO))
    words: list[str] = []
    for node in nodes:
        word = " ".join(node.text.split()) if isinstance(node, Scalar) else ""
        if not word or len(word) > MAX_TERM:
            message = _("{label}: each of 'also' must be a text of at most {limit} characters")
            section.problems.add(node.line, message.format(label=section.label, limit=MAX_TERM))
        else:
            words.append(word)
    return tuple(words)


def _page(section: Section, course: Course) -> tuple[str, str]:
    """Lesson and page; empty where they are not in the course."""
    target = section.text("page")
    if not target:
        return "", ""
    lesson, _slash, page = target.partition("/")
    try:
        link = parse_target(target, "", section.line_of("page"))
    except ValueError:
        link = None
    if link is None or not link.lesson or not link.page:
        message = _("'page' must be lesson/page, such as derivative-sign/formula; found {found}")
        section.problem("page", message.format(found=quoted(target)))
        return "", ""
    if what := missing(lesson, page, {summary.id: summary.pages for summary in course.lessons}):
        section.problem("page", f"'page': {what}")
    return lesson, page
