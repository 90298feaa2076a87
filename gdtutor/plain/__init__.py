"""The course as lines of text: for pipes, terminals that draw nothing, and screen readers."""
