"""The free lab: everything that an experiment has can be set, and runs stay on the picture to be compared."""
