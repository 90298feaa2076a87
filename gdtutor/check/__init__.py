"""Proving a course: every file, link, number, answer and page, for `gdtutor check`. One module a subject."""
