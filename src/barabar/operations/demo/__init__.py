"""The demonstration year: loads the real registers and an invented reporting year, marked as such everywhere."""
