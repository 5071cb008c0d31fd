"""Publications and bulletins in the office: kept, prepared, published and sent by those whose role includes it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from barabar.access.permissions import may
from barabar.messages.actions.send_messages import can_send
from barabar.office.access import office_view
from barabar.office.downloads import download
from barabar.office.form_page import form_page, posted
from barabar.office.forms.plans import show_problems
from barabar.office.forms.publications import BulletinDaysForm, BulletinForm, CopyForm, PublicationForm
from barabar.publishing.actions.keep_bulletin import (
    document_of,
    edit_bulletin,
    files_of,
    items_offered,
    next_number,
    prepare_bulletin,
    publish_bulletin,
    recipients_of,
    send_bulletin,
)
from barabar.publishing.actions.keep_publication import add_copy, keep_publication, remove_copy
from barabar.publishing.bulletin.items import PARTS
from barabar.publishing.downloads import BULLETIN_MEDIA, csv_response, file_download, page_response
from barabar.publishing.models import BulletinDraft, Publication
from barabar.publishing.permissions import may_keep_publication, may_prepare_bulletin, may_publish_bulletin
from barabar.publishing.publications_page import (
    bulletin_at,
    bulletins_context,
    economy_at,
    place_of,
    publication_context,
    publications_context,
    publications_seen_by,
)
from barabar.publishing.wording import LABELS
from barabar.reference.sent_files import SentFile
from barabar.reference.verdicts import Problems


def _trail():
    return [(_("Publications"), reverse("office:publications"))]


def _publication(request, key: str, *, to_change: bool = False) -> Publication:
    found = publications_seen_by(request.actor).select_related("organisation").filter(pk=key).first()
    if found is None:
        raise Http404
    if to_change:
        may_keep_publication(request.actor, found.organisation, found.economy).require()
    return found


@office_view
def publications(request):
    may(request.actor, "publication.edit").require()
    context = publications_context(request.GET, publications_seen_by(request.actor))
    return render(request, "office/publications/publications.html", context | {"may_build": may(request.actor, "report.build")})  # fmt: skip


@office_view
def publication_add(request):
    may(request.actor, "publication.edit").require()
    form = PublicationForm(posted(request), actor=request.actor)
    return form_page(request, form, _("Add a publication"), _keep(request), _("The publication is kept. Add where it can be read."), _trail())  # fmt: skip


@office_view
def publication_edit(request, key):
    found = _publication(request, key, to_change=True)
    form = PublicationForm(posted(request), actor=request.actor, publication=found)
    return form_page(request, form, found.title, _keep(request), _("Kept."), _trail())


def _keep(request):
    return lambda form: reverse("office:publication", args=[keep_publication(by=request.actor, content=form.content()).pk])  # fmt: skip


@office_view
def publication(request, key):
    """The publication, and, for who keeps it, a further copy of it."""
    found = _publication(request, key)
    may_edit = may_keep_publication(request.actor, found.organisation, found.economy)
    form = CopyForm()
    if request.method == "POST":
        may_edit.require()
        form = CopyForm(request.POST, request.FILES)
        if form.is_valid() and _copied(request, found, form):
            messages.success(request, _("The copy is kept."))
            return redirect("office:publication", key=found.pk)
    context = publication_context(found) | {"may_edit": may_edit, "form": form}
    return render(request, "office/publications/publication.html", context, status=400 if form.errors else 200)


def _copied(request, found: Publication, form: CopyForm) -> bool:
    sent = form.cleaned_data["files"]
    file = SentFile(sent.name, sent.read()) if sent else None
    try:
        add_copy(
            by=request.actor, publication=found, language=form.cleaned_data["language"],
            address=form.cleaned_data["address"], file=file,
        )  # fmt: skip
    except Problems as caught:
        show_problems(form, caught.problems)
        return False
    return True


@office_view
def publication_file(request, key, number):
    copy = _publication(request, key).copies.filter(pk=number).exclude(file="").first()
    if copy is None:
        raise Http404
    return file_download(copy)


@require_POST
@office_view
def publication_copy_remove(request, key, number):
    found = _publication(request, key, to_change=True)
    copy = found.copies.filter(pk=number).first()
    if copy is None:
        raise Http404
    remove_copy(by=request.actor, copy=copy)
    messages.success(request, _("The copy is taken out."))
    return redirect("office:publication", key=found.pk)


@office_view
def bulletins(request):
    """Those that came out, the drafts within reach, and the beginning of a new one."""
    may(request.actor, "report.build").require()
    form = BulletinDaysForm(posted(request), actor=request.actor)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            draft = prepare_bulletin(by=request.actor, economy=given["economy"], rhythm=given["rhythm"], since=given["since"], until=given["until"])  # fmt: skip
        except Problems as caught:
            show_problems(form, caught.problems)
        else:
            return redirect("office:bulletin-draft", place=place_of(draft.economy))
    drafts = [one for one in BulletinDraft.objects.all() if may_prepare_bulletin(request.actor, one.economy)]
    context = bulletins_context(request.GET) | {"form": form, "drafts": drafts}
    return render(request, "office/publications/bulletins.html", context, status=400 if form.errors else 200)


def _draft(request, place: str) -> BulletinDraft:
    economy = economy_at(place)
    found = BulletinDraft.objects.filter(economy=economy).first()
    if found is None or not may_prepare_bulletin(request.actor, economy):
        raise Http404
    return found


@office_view
def bulletin_draft(request, place):
    """The opening, what would be told, and how it would look."""
    draft = _draft(request, place)
    offered = items_offered(draft)
    form = BulletinForm(posted(request), draft=draft)
    if request.method == "POST" and form.is_valid():
        told = set(request.POST.getlist("told"))
        left_out = [one.key for own in offered.values() for one in own if one.key and one.key not in told]
        edit_bulletin(by=request.actor, draft=draft, intro=form.intro(), left_out=left_out)
        messages.success(request, _("Kept. Look at the files, then publish it."))
        return redirect("office:bulletin-draft", place=place)
    context = {
        "draft": draft, "place": place, "number": next_number(draft.economy), "form": form, "drafted_in": list(LABELS),
        "parts": [(PARTS[part][0], own) for part, own in offered.items()], "formats": list(BULLETIN_MEDIA),
        "may_publish": may_publish_bulletin(request.actor, draft.economy),
    }  # fmt: skip
    return render(request, "office/publications/draft.html", context)


@office_view
def bulletin_draft_file(request, place, language, name):
    """PDF, page or e-mail of the draft, to look at."""
    draft = _draft(request, place)
    if language not in LABELS or name not in BULLETIN_MEDIA:
        raise Http404
    content = files_of(document_of(draft, language), names=(name,))[name]
    if name == "html":
        return page_response(content)
    return download(content, f"bulletin-{place}-draft-{language}.{name}", BULLETIN_MEDIA[name])


@require_POST
@office_view
def bulletin_publish(request, place):
    bulletin = publish_bulletin(by=request.actor, draft=_draft(request, place))
    said = _("Bulletin No %(number)s is public now. It can be sent to the institutions.") % {"number": bulletin.number}
    messages.success(request, said)
    return redirect("office:bulletin", place=place, number=bulletin.number)


def _bulletin(request, place: str, number: int):
    found = bulletin_at(place, number)
    if found is None or not may_prepare_bulletin(request.actor, found.economy):
        raise Http404
    return found


@office_view
def bulletin(request, place, number):
    """A bulletin that came out: its files, to whom it goes, and the button that writes the e-mails."""
    found = _bulletin(request, place, number)
    offices = recipients_of(found.economy)
    context = {
        "bulletin": found, "place": place, "with_address": [one for one in offices if one.email],
        "without_address": [one for one in offices if not one.email], "can_send": can_send(),
        "may_publish": may_publish_bulletin(request.actor, found.economy),
    }  # fmt: skip
    return render(request, "office/publications/bulletin.html", context)


@office_view
def bulletin_recipients(request, place, number):
    """To whom it goes, for whoever sends it from an own mail program."""
    offices = recipients_of(_bulletin(request, place, number).economy)
    rows = [(str(one.name), one.email, one.language) for one in offices if one.email]
    return csv_response(f"bulletin-{place}-{number}-recipients.csv", ("institution", "email", "language"), rows)


@require_POST
@office_view
def bulletin_send(request, place, number):
    sent = send_bulletin(by=request.actor, bulletin=_bulletin(request, place, number))
    said = ngettext("%(count)s message is written.", "%(count)s messages are written.", sent.written)
    messages.success(request, said % {"count": sent.written})
    return redirect("office:bulletin", place=place, number=number)
