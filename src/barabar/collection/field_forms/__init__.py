"""A return as a field form for KoboToolbox and ODK (XLSForm), and what was collected with it coming back."""

from barabar.collection.field_forms.write import make_field_form

__all__ = ["make_field_form"]
