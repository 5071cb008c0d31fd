"""Forms of recommendations, their documents and their states. Rules live in the actions; forms only read what is typed."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from barabar.access.actors import Actor
from barabar.access.models import Organisation
from barabar.advocacy.actions.keep_recommendation import LONGEST_REASON, Asked
from barabar.advocacy.actions.keep_recommendation_source import SourceContent
from barabar.advocacy.actions.tell_fulfilment_of_recommendation import LONGEST_NOTE, ToldFulfilment
from barabar.advocacy.models import Recommendation, SourceDocument
from barabar.advocacy.recommendation_catalogue import (
    frame_families,
    fulfilment_states,
    recommendation_addressees,
    recommendation_sources,
)
from barabar.advocacy.recommendation_permissions import may_tell_fulfilment
from barabar.advocacy.recommendation_tables.reading import Wanted
from barabar.coordination.catalogue import conclusion_kinds
from barabar.coordination.models import Conclusion, Event
from barabar.office.forms.coordination import free_key, many, own_economies
from barabar.office.forms.days import day_field
from barabar.office.forms.issues import area
from barabar.office.forms.money import choices
from barabar.office.forms.plans import NOTHING, organisations, text_initial, text_of
from barabar.publishing.formats import FORMATS
from barabar.publishing.wording import LABELS
from barabar.reference.catalogue import economies, languages, sectors

SEVERAL = ("", _("Several economies"))


class SourceDocumentForm(forms.Form):
    source = forms.ChoiceField(label=_("Who recommends"))
    title_sq = forms.CharField(label=_("Title in Albanian"), max_length=400, required=False)
    title_en = forms.CharField(label=_("Title in English"), max_length=400, required=False)
    title_language = forms.ChoiceField(label=_("Another language"), required=False)
    title_other = forms.CharField(label=_("Title in that language"), max_length=400, required=False)
    economy = forms.ChoiceField(label=_("About"), required=False)
    cycle = forms.CharField(label=_("Cycle"), help_text=_("As the source names it, such as “sixth cycle”."), max_length=80, required=False)  # fmt: skip
    published_on = day_field(_("Published on"))
    date_note = forms.CharField(label=_("Note, where no day is known"), max_length=200, required=False)
    address = forms.URLField(label=_("Address of the document"), max_length=500, required=False, assume_scheme="https")
    language = forms.ChoiceField(label=_("Language of the original"), required=False)
    event = forms.ChoiceField(label=_("Event at which it was made"), required=False)
    is_public = forms.BooleanField(label=_("On the public site"), required=False, initial=True)

    def __init__(self, *args, actor: Actor, document: SourceDocument | None = None, **kwargs):
        if document is not None:
            kwargs.setdefault("initial", self.initial_of(document))
        super().__init__(*args, **kwargs)
        self.document = document
        own = own_economies(actor)
        self.fields["source"].choices = choices(recommendation_sources())
        self.fields["economy"].choices = [SEVERAL if key == "" else (key, title) for key, title in own]
        for name in ("language", "title_language"):
            self.fields[name].choices = choices(languages(), optional=True)
        events = Event.objects.filter(economy__in=["", *(key for key, _title in own)]).order_by("-starts", "key")
        self.fields["event"].choices = [NOTHING, *((one.pk, str(one.title)) for one in events)]

    @staticmethod
    def initial_of(one: SourceDocument) -> dict:
        names = ("source", "economy", "cycle", "published_on", "date_note", "address", "language", "is_public")
        return {name: getattr(one, name) for name in names} | {"event": one.event_id} | text_initial("title", one.title)

    def content(self) -> SourceContent:
        given, before = self.cleaned_data, self.document
        names = ("source", "economy", "cycle", "published_on", "date_note", "address", "language", "is_public")
        kept = {name: given[name] for name in names}
        kept["title"] = text_of(given, "title", before and before.title)
        kept["event"] = Event.objects.get(pk=given["event"]) if given["event"] else None
        if before:
            kept |= {"note": before.note, "record": before.record, "is_demonstration": before.is_demonstration}
        words = f"{given['source']} {given['economy']} {kept['title']}"
        return SourceContent(key=before.pk if before else free_key(SourceDocument, words), **kept)


class RecommendationForm(forms.Form):
    """`reason` is asked where one that stands is altered."""

    number = forms.CharField(label=_("Number"), max_length=30, required=False)
    paragraph = forms.CharField(label=_("Article or paragraph"), max_length=80, required=False)
    text_sq = area(_("Text, in Albanian"), 5)
    text_en = area(_("Text, in English"), 5)
    text_language = forms.ChoiceField(label=_("Another language"), required=False)
    text_other = area(_("Text in that language"), 5)
    original = forms.ChoiceField(label=_("Language of the original"))
    addressee = forms.ChoiceField(label=_("Addressed to"))
    addressee_as_written = forms.CharField(label=_("Addressee as the document names it"), max_length=300, required=False)  # fmt: skip
    economies = many(_("Economies"))
    sectors = many(_("Sectors"))
    frames = forms.MultipleChoiceField(label=_("Frames"), help_text=_("Several: hold Ctrl, or Cmd on a Mac."), required=False, widget=forms.SelectMultiple(attrs={"size": 10}))  # fmt: skip
    follow_up_on = day_field(_("Account asked by"))
    conclusion = forms.ChoiceField(label=_("Recommendation that the event concluded"), required=False)
    reason = forms.CharField(label=_("Why it is altered"), max_length=LONGEST_REASON)

    def __init__(self, *args, document: SourceDocument, recommendation: Recommendation | None = None, **kwargs):
        if recommendation is not None:
            kwargs.setdefault("initial", self.initial_of(recommendation))
        super().__init__(*args, **kwargs)
        self.before = recommendation
        self.fields["text_language"].choices = choices(languages(), optional=True)
        self.fields["original"].choices = choices(languages())
        if recommendation is None:
            self.fields["original"].initial = document.language or get_language()
            self.fields["economies"].initial = [document.economy] if document.economy else []
            del self.fields["reason"]
        self.fields["addressee"].choices = choices(recommendation_addressees())
        about = {document.economy: economies()[document.economy]} if document.economy in economies() else economies()
        self.fields["economies"].choices = choices(about)
        self.fields["economies"].required = True
        self.fields["sectors"].choices = choices(sectors())
        self.fields["frames"].choices = [(str(family.title), choices({tag.key: tag for tag in family.tags})) for family in frame_families().values()]  # fmt: skip
        leading = [one for one in document.event.conclusions.all() if conclusion_kinds()[one.kind].leads] if document.event else []  # fmt: skip
        self.fields["conclusion"].choices = [NOTHING, *((one.pk, str(one.text)[:200]) for one in leading)]
        if not leading:
            del self.fields["conclusion"]

    @staticmethod
    def initial_of(one: Recommendation) -> dict:
        names = ("number", "paragraph", "original", "addressee", "addressee_as_written", "follow_up_on", "sectors", "frames")  # fmt: skip
        made = {name: getattr(one, name) for name in names} | text_initial("text", one.text)
        return made | {"economies": [own.economy for own in one.addressed.all()], "conclusion": one.conclusion_id}

    def asked(self) -> Asked:
        given, before = self.cleaned_data, self.before
        names = ("number", "paragraph", "original", "addressee", "addressee_as_written", "economies", "sectors", "frames", "follow_up_on")  # fmt: skip
        chosen = given.get("conclusion")
        conclusion = Conclusion.objects.get(pk=chosen) if chosen else None
        text = text_of(given, "text", before and before.text)
        return Asked(text=text, conclusion=conclusion, **{name: given[name] for name in names})


class FulfilmentForm(forms.Form):
    """How a recommendation stands in one of the economies for which the person may say so."""

    economy = forms.ChoiceField(label=_("Economy"))
    state = forms.ChoiceField(label=_("How far it is fulfilled"))
    on = day_field(_("Since which day"))
    note = forms.CharField(label=_("In words"), help_text=_("What was done, or why not. No names of persons."), required=False, max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 4}))  # fmt: skip
    evidence = forms.CharField(label=_("Evidence: a document, an address"), max_length=500, required=False)
    said_by = forms.ChoiceField(label=_("Whose words these are"), required=False)

    def __init__(self, *args, actor: Actor, recommendation: Recommendation, **kwargs):
        super().__init__(*args, **kwargs)
        own = [one for one in recommendation.addressed.all() if may_tell_fulfilment(actor, one.economy)]
        self.fields["economy"].choices = [(one.economy, str(economies()[one.economy].title)) for one in own if one.economy in economies()]  # fmt: skip
        self.fields["state"].choices = choices(fulfilment_states())
        if len(own) == 1:
            self.fields["state"].initial = own[0].state
        self.fields["said_by"].choices = [NOTHING, *organisations(own[0].economy if len(own) == 1 else "")]

    def told(self) -> ToldFulfilment:
        given = self.cleaned_data
        said_by = Organisation.objects.get(pk=given["said_by"]) if given["said_by"] else None
        return ToldFulfilment(given["state"], given["on"], given["note"], given["evidence"], get_language() or "", said_by)  # fmt: skip


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("Why it is withdrawn"), max_length=LONGEST_REASON)


class TableForm(forms.Form):
    """A table to bring in; what it leaves open is said here."""

    file = forms.FileField(label=_("Workbook"), help_text=_("An Excel file (.xlsx) with one recommendation a row."))
    addressee = forms.ChoiceField(label=_("Addressed to, where the table does not say"))
    economies = many(_("Economies, where the table does not say"))

    def __init__(self, *args, document: SourceDocument, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["addressee"].choices = choices(recommendation_addressees())
        about = {document.economy: economies()[document.economy]} if document.economy in economies() else economies()
        self.fields["economies"].choices = choices(about)
        self.fields["economies"].initial = [document.economy] if document.economy else []

    def wanted(self) -> Wanted:
        return Wanted(self.cleaned_data["addressee"], self.cleaned_data["economies"])


class FollowUpForm(forms.Form):
    """Which follow-up table is built: of a source, of which economy, as of which day."""

    source = forms.ChoiceField(label=_("Source"))
    document = forms.ChoiceField(label=_("One document alone"), required=False)
    economy = forms.ChoiceField(label=_("Economy"), required=False)
    on = day_field(_("As of"))
    language = forms.ChoiceField(label=_("Language"))
    format = forms.ChoiceField(label=_("Format"), choices=[(key, one.name) for key, one in FORMATS.items()])

    def __init__(self, *args, actor: Actor, documents, **kwargs):
        super().__init__(*args, **kwargs)
        held = list(documents)
        known = {key: one for key, one in recommendation_sources().items() if key in {doc.source for doc in held}}
        self.fields["source"].choices = choices(known)
        self.fields["document"].choices = [NOTHING, *((one.pk, str(one.title)) for one in held)]
        self.fields["economy"].choices = [SEVERAL if key == "" else (key, title) for key, title in own_economies(actor)]
        self.fields["language"].choices = [(key, str(languages()[key].title)) for key in LABELS]
        self.fields["language"].initial = get_language()
