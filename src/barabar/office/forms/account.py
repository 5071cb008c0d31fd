"""Signing in, the account's language and password."""

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """One sentence for every way of failing: it never says whether an account exists."""

    error_messages = {
        "invalid_login": _("E-mail and password do not fit together. Check both; capital and small letters differ."),
        "inactive": _("E-mail and password do not fit together. Check both; capital and small letters differ."),
    }

    def refuse(self, sentence: object) -> None:
        """Show a sentence without asking the database about the account."""
        self._errors = forms.utils.ErrorDict({forms.forms.NON_FIELD_ERRORS: self.error_class([sentence])})
        self.cleaned_data = {}


class LanguageForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Language of pages, notices and workbooks"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )


class PasswordForm(PasswordChangeForm):
    """Django's form with our words; the action writes, not the form."""

    error_messages = {
        "password_mismatch": _("The two new passwords differ. Type the new one again, twice."),
        "password_incorrect": _("The present password is not right. Type it again."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        words = {
            "old_password": (_("Present password"), ""),
            "new_password1": (_("New password"), _("At least 12 characters; several words are easier to remember.")),
            "new_password2": (_("New password, once more"), ""),
        }
        for name, (label, hint) in words.items():
            self.fields[name].label, self.fields[name].help_text = label, hint
            self.fields[name].widget.attrs.pop("autofocus", None)
