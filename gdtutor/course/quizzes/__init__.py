"""A `quiz` block ▸ Quiz: what all kinds share is read in `block`, the rest in a module for each group of kinds."""

from gdtutor.course.quizzes.block import read_quiz
from gdtutor.course.quizzes.contents import terms_of, texts_of

__all__ = ["read_quiz", "terms_of", "texts_of"]
