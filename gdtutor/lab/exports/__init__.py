"""What a lab gives away: its script, its rows, its picture, and the files that these are written to."""
