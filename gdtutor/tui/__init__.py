"""The course in a full-screen terminal (Textual). Widgets show; `gdtutor.lab` and `gdtutor.course` know."""
