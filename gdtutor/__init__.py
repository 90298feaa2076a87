"""gdtutor: gradient descent taught in a terminal, with real PyTorch running in front of the learner."""

__version__ = "0.1.0"
