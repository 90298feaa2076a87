"""One lab as the learner works it: dials, runs, scrubbing. It knows the trainer and the trajectory, and no screen."""
