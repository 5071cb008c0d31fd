"""Forms of publications and of the bulletin. Rules live in the actions; forms only read what is typed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.office.forms.advocacy import found
from barabar.office.forms.coordination import free_key, many, own_economies
from barabar.office.forms.days import day_field
from barabar.office.forms.issues import area
from barabar.office.forms.money import choices
from barabar.office.forms.plans import NOTHING, organisations, text_initial, text_of
from barabar.publishing.actions.keep_publication import PublicationContent
from barabar.publishing.catalogue import bulletin_rhythms, publication_kinds
from barabar.publishing.models import BulletinDraft, Publication
from barabar.reference.catalogue import languages, sectors


class PublicationForm(forms.Form):
    title_sq = forms.CharField(label=_("Title in Albanian"), max_length=300, required=False)
    title_en = forms.CharField(label=_("Title in English"), max_length=300, required=False)
    title_language = forms.ChoiceField(label=_("Another language"), required=False)
    title_other = forms.CharField(label=_("Title in that language"), max_length=300, required=False)
    kind = forms.ChoiceField(label=_("Kind"))
    about_sq = area(_("What it is about, in Albanian"), 3)
    about_en = area(_("What it is about, in English"), 3)
    economy = forms.ChoiceField(label=_("Economy"), required=False)
    organisation = forms.ChoiceField(label=_("Published by"), required=False)
    as_written = forms.CharField(label=_("Published by, if not in the list"), max_length=300, required=False)
    authors = forms.CharField(label=_("Authors, as printed on the cover"), max_length=300, required=False)
    published_on = day_field(_("Day of publication"))
    date_note = forms.CharField(label=_("What is known of its date, if no day"), max_length=200, required=False)
    number = forms.CharField(label=_("Number: ISBN, ISSN or issue"), max_length=60, required=False)
    sectors = many(_("Sectors"))
    source = forms.CharField(label=_("Source"), max_length=300, required=False)
    is_public = forms.BooleanField(label=_("Shown on the public site"), required=False)

    def __init__(self, *args, actor: Actor, publication: Publication | None = None, **kwargs):
        if publication is not None:
            kwargs["initial"] = self.initial_of(publication)
        super().__init__(*args, **kwargs)
        self.publication = publication
        own = own_economies(actor)
        self.fields["title_language"].choices = [NOTHING, *((key, title) for key, title in choices(languages()) if key not in ("sq", "en"))]  # fmt: skip
        self.fields["kind"].choices = choices(publication_kinds())
        self.fields["economy"].choices = own
        self.fields["organisation"].choices = [NOTHING, *organisations(own[0][0] if len(own) == 1 else "")]
        self.fields["sectors"].choices = choices(sectors())

    @staticmethod
    def initial_of(one: Publication) -> dict:
        names = ("kind", "economy", "as_written", "authors", "published_on", "date_note", "number", "sectors", "source", "is_public")  # fmt: skip
        made = {name: getattr(one, name) for name in names} | {"organisation": one.organisation_id}
        return made | text_initial("title", one.title) | text_initial("about", one.about)

    def content(self) -> PublicationContent:
        given, before = self.cleaned_data, self.publication
        apart = ("_sq", "_en", "_language", "_other")
        kept = {name: given[name] for name in given if not name.endswith(apart)}
        kept |= {name: text_of(given, name, before and getattr(before, name)) for name in ("title", "about")}
        kept["organisation"] = found(Organisation, given["organisation"])
        if before:
            kept["is_demonstration"] = before.is_demonstration
        return PublicationContent(key=before.pk if before else free_key(Publication, f"{given['economy']} {kept['title']}"), **kept)  # fmt: skip


class CopyForm(forms.Form):
    """A file or an address in a language."""

    language = forms.ChoiceField(label=_("Language of this copy"))
    files = forms.FileField(label=_("File"), required=False)
    address = forms.CharField(label=_("Address where it is public"), max_length=500, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = choices(languages())


class BulletinDaysForm(forms.Form):
    """For whom the next bulletin is, how often it comes out, and which days it tells of."""

    economy = forms.ChoiceField(label=_("Economy"), required=False)
    rhythm = forms.ChoiceField(label=_("How often it comes out"))
    since = day_field(_("First day (of the first bulletin only)"))
    until = day_field(_("Last day"))

    def __init__(self, *args, actor: Actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["economy"].choices = own_economies(actor)
        self.fields["rhythm"].choices = choices(bulletin_rhythms())
        self.fields["rhythm"].initial = "quarterly"


class BulletinForm(forms.Form):
    """The opening words; which items are told is ticked in the page's list."""

    intro_sq = area(_("Opening words in Albanian"), 6)
    intro_en = area(_("Opening words in English"), 6)

    def __init__(self, *args, draft: BulletinDraft, **kwargs):
        kwargs["initial"] = text_initial("intro", draft.intro)
        super().__init__(*args, **kwargs)
        self.draft = draft

    def intro(self):
        return text_of(self.cleaned_data, "intro", self.draft.intro)
