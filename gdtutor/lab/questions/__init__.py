"""A lesson's questions at work, whatever shows them: asked with their numbers, helped with, judged by real runs, and kept."""
