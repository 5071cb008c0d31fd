"""A day in a form."""

from django import forms


def day_field(label, *, required: bool = False) -> forms.DateField:
    """A browser's own field takes a day in one form alone, whatever the language of the page."""
    return forms.DateField(label=label, required=required, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))  # fmt: skip
