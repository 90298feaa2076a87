"""What the learner did: places, pages seen, answers, preferences, kept in one SQLite file in the state directory.

Nothing is imported here: `gdtutor --help` needs the paths and not the database.
"""
