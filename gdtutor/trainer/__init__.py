"""torch in a process of its own: how the two sides speak (`protocol`), and each side.

`client` is the UI's side and never imports torch; `python -m gdtutor.trainer` is the other and the only one that does.
"""
