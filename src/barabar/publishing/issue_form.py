"""What the public form asks: what happened and where; nothing about who tells it."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from barabar.advocacy.actions.raise_issue import Told
from barabar.advocacy.catalogue import form_limits, rights
from barabar.advocacy.links import Stale, new_stamp, sending_of
from barabar.reference.catalogue import economies, sectors
from barabar.reference.models import Territory
from barabar.reference.sent_files import SentFile

NOTHING = ("", "–")


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; what is wrong with them the action says."""

    def clean(self, data, initial=None):
        return data or []


class IssueForm(forms.Form):
    """Rules live in the action. `website` is the honeypot: people do not see it, machines fill it in."""

    text = forms.CharField(label=_("What is the problem?"), required=False, strip=False, help_text=_("What happened or is missing, since when, and whom it concerns: a street, a settlement, a school. Do not write names, phone numbers or addresses of people, not your own either."), widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off"}))  # fmt: skip
    place = forms.ChoiceField(label=_("Where?"), required=False, help_text=_("The municipality; the first line of each group is for a place that is not in the list."))  # fmt: skip
    settlement = forms.CharField(label=_("Settlement or neighbourhood"), required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))  # fmt: skip
    sector = forms.ChoiceField(label=_("What is it about?"), required=False)
    right = forms.ChoiceField(label=_("Right concerned"), required=False)
    files = FilesField(label=_("Photographs or documents"), required=False, widget=FilesInput)
    website = forms.CharField(label=_("Leave this empty"), required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))  # fmt: skip
    stamp = forms.CharField(label=_("This page"), widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, files=None, *, economies_shown=None, **kwargs):
        super().__init__(data, files, initial={"stamp": new_stamp()}, **kwargs)
        limits = form_limits()
        self.fields["text"].widget.attrs["maxlength"] = limits.longest
        self.fields["place"].choices = places(economies_shown)
        self.fields["sector"].choices = [NOTHING, *((one.key, str(one.title)) for one in sectors().values())]
        shown = [one for one in rights().values() if economies_shown is None or one.economy in ("", *economies_shown)]
        self.fields["right"].choices = [NOTHING, *((one.key, str(one.title)) for one in shown)]
        self.fields["files"].help_text = _("At most %(files)s files of %(size)s MB each: PDF, Word, Excel, OpenDocument, PNG, JPEG. The place and the device that a picture remembers are taken out.") % {"files": limits.files, "size": limits.file_megabytes}  # fmt: skip

    def clean_website(self):
        if self.cleaned_data["website"].strip():
            raise forms.ValidationError(_("this field is there for machines: empty it and send again."))
        return ""

    def clean_stamp(self):
        """The id of this sending; where the stamp is too old or broken, the form gets a fresh one."""
        try:
            return sending_of(self.cleaned_data["stamp"])
        except Stale:
            self.data = self.data.copy()
            self.data[self.add_prefix("stamp")] = new_stamp()
            raise forms.ValidationError(_("this page was open for very long. Look through it once more and send it again.")) from None  # fmt: skip

    def told(self) -> Told:
        given = self.cleaned_data
        place = Territory.objects.filter(pk=given["place"]).first() if given["place"] else None
        return Told(
            text=given["text"].replace("\r\n", "\n"), economy=place.economy if place else given["place"], territory=place,
            settlement=given["settlement"], sector=given["sector"], right=given["right"],
            language=get_language() or "",
        )  # fmt: skip

    def sent_files(self) -> list[SentFile]:
        return [SentFile(one.name or "", one.read()) for one in self.files.getlist(self.add_prefix("files"))] if self.files else []  # fmt: skip


def places(shown=None) -> list:
    """Municipalities by economy; before them the economy itself, for a place that is not in the list."""
    groups = [("", [NOTHING])]
    found = Territory.objects.filter(kind__in=["municipality", "city"]).only("pk", "economy", "name")
    by_economy: dict[str, list] = {}
    for place in found:
        by_economy.setdefault(place.economy, []).append((place.pk, str(place.name)))
    for economy in economies().values():
        if shown is None or economy.key in shown:
            own = sorted(by_economy.get(economy.key, []), key=lambda pair: pair[1])
            elsewhere = (economy.key, _("%(economy)s: not in this list") % {"economy": economy.title})
            groups.append((str(economy.title), [elsewhere, *own]))
    return groups
