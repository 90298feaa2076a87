"""The mathematics of a descent: what is run (`experiment`), what came out (`trajectory`), and what it means (`verdict`).

Nothing is imported here: `experiment` is read at the first painted screen, and the numpy that its neighbours need is not.
"""
