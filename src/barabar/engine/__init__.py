"""The one door to the analytical engine; knows no rule of the field."""
