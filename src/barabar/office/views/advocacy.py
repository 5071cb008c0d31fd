"""Practices, civil society's readings and projects in the office: kept by those whose role includes it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from barabar.access.models import Organisation
from barabar.access.permissions import may
from barabar.advocacy.actions.keep_practice import add_takeover, end_consent, keep_practice
from barabar.advocacy.actions.keep_project import add_campaign, add_material, add_partner, add_result, keep_project
from barabar.advocacy.actions.write_reading import reply_to_reading, withdraw_reading, write_reading
from barabar.advocacy.models import Practice, Project, Reading, ReadingFile
from barabar.advocacy.permissions import may_keep, may_read_critically, may_reply, may_see_proofs
from barabar.advocacy.queries import practices_seen_by, standing_readings
from barabar.office.access import office_view
from barabar.office.form_page import form_page, posted
from barabar.office.forms.advocacy import (
    CampaignForm,
    MaterialForm,
    PartnerForm,
    PracticeForm,
    ProjectForm,
    ReadingForm,
    ReplyForm,
    ResultForm,
    TakeoverForm,
)
from barabar.office.forms.plans import show_problems, text_of
from barabar.plans.models import Measure
from barabar.plans.visibility import plans_seen_by
from barabar.publishing.advocacy_page import practice_context, practices_context, project_context, projects_context
from barabar.publishing.downloads import file_download
from barabar.reference.catalogue import economies
from barabar.reference.verdicts import Problems
from barabar.warehouse.coverage import reported_periods

PARTS = {
    "result": (gettext_lazy("Result"), ResultForm, add_result),
    "partner": (gettext_lazy("Partner"), PartnerForm, add_partner),
    "campaign": (gettext_lazy("Campaign"), CampaignForm, add_campaign),
    "material": (gettext_lazy("Material on rights"), MaterialForm, add_material),
}


@office_view
def practices(request):
    verdict = may(request.actor, "practice.edit")
    context = practices_context(request.GET, practices_seen_by(request.actor)) | {"may_edit": verdict}
    return render(request, "office/advocacy/practices.html", context)


def _practice(request, key: str) -> Practice:
    found = practices_seen_by(request.actor).select_related("organisation", "territory", "plan").filter(pk=key).first()
    if found is None:
        raise Http404
    return found


@office_view
def practice(request, key):
    own = _practice(request, key)
    context = practice_context(own) | {"may_edit": may_keep(request.actor, own.organisation, own.economy)}
    return render(request, "office/advocacy/practice.html", context)


@office_view
def practice_add(request):
    may(request.actor, "practice.edit").require()
    return _practice_form(request, None)


@office_view
def practice_edit(request, key):
    own = _practice(request, key)
    may_keep(request.actor, own.organisation, own.economy).require()
    return _practice_form(request, own)


def _practice_form(request, own: Practice | None):
    form = PracticeForm(posted(request), actor=request.actor, practice=own)

    def keep(form):
        return reverse("office:practice", args=[keep_practice(by=request.actor, content=form.content()).pk])

    title = own.title if own else _("Add a practice or a story")
    return form_page(request, form, title, keep, _("It is kept."), [(_("Practices and stories"), reverse("office:practices"))])  # fmt: skip


@office_view
def takeover(request, key):
    own = _practice(request, key)
    may_keep(request.actor, own.organisation, own.economy).require()
    form = TakeoverForm(posted(request), economies=[(one.key, str(one.title)) for one in economies().values()])

    def keep(form):
        add_takeover(by=request.actor, practice=own, **form.given())
        return reverse("office:practice", args=[own.pk])

    return form_page(request, form, _("Who took it over"), keep, _("It is kept."), [(own.title, reverse("office:practice", args=[own.pk]))])  # fmt: skip


@require_POST
@office_view
def consent_end(request, key):
    own = _practice(request, key)
    end_consent(by=request.actor, practice=own)
    messages.success(request, _("The name is gone, and the story is off the public site."))
    return redirect("office:practice", own.pk)


def _measure(request, key: str) -> Measure:
    found = Measure.objects.select_related("node__plan", "responsible").filter(key=key, node__plan__in=plans_seen_by(request.actor).values("pk")).first()  # fmt: skip
    if found is None:
        raise Http404
    return found


@office_view
def reading(request, key):
    """Write a reading as the organisation in whose part one acts; one's earlier readings can be withdrawn below."""
    own = _measure(request, key)
    parts = [part.organisation for part in request.actor.parts]
    writers = [one for one in Organisation.objects.filter(pk__in=parts) if may_read_critically(request.actor, one, own)]
    if not writers:
        may(request.actor, "reading.write", economy=own.node.plan.economy).require()
        raise Http404
    form = ReadingForm(posted(request), measure=own, periods=reported_periods(own.node.plan.economy))
    back = reverse("office:plan-measure", args=[own.key])
    if request.method == "POST" and form.is_valid():
        try:
            write_reading(by=request.actor, organisation=writers[0], measure=own, period=form.cleaned_data["period"], seen=form.seen())  # fmt: skip
        except Problems as found:
            show_problems(form, found.problems)
        else:
            messages.success(request, _("Your reading stands beside the official account."))
            return redirect(back)
    mine = [one for one in standing_readings(measures=[own.pk]) if one.organisation in writers]
    title = _("Civil society's reading")
    trail = [{"title": f"{own.code} {own.title}", "url": back}, {"title": title}]
    context = {"form": form, "title": title, "trail": trail, "mine": mine}
    return render(request, "office/advocacy/reading.html", context, status=400 if form.errors else 200)


def _reading(number: int) -> Reading:
    found = Reading.objects.select_related("measure__node__plan", "measure__responsible", "organisation").filter(pk=number).first()  # fmt: skip
    if found is None:
        raise Http404
    return found


@require_POST
@office_view
def reading_withdraw(request, number):
    own = _reading(number)
    withdraw_reading(by=request.actor, reading=own)
    messages.success(request, _("The reading is taken back."))
    return redirect("office:plan-measure", own.measure.key)


@office_view
def reading_reply(request, number):
    own = _reading(number)
    may_reply(request.actor, own.measure.responsible).require()
    back = reverse("office:plan-measure", args=[own.measure.key])

    def keep(form):
        reply_to_reading(by=request.actor, reading=own, text=text_of(form.cleaned_data, "text"))
        return back

    return form_page(request, ReplyForm(posted(request)), _("Reply for the institution"), keep, _("The reply stands beside the reading."), [(own.measure.title, back)])  # fmt: skip


@office_view
def projects(request):
    context = projects_context(request.GET) | {"may_edit": may(request.actor, "practice.edit")}
    return render(request, "office/advocacy/projects.html", context)


def _project(key: str) -> Project:
    found = Project.objects.select_related("organisation").filter(pk=key).first()
    if found is None:
        raise Http404
    return found


@office_view
def project(request, key):
    own = _project(key)
    context = project_context(own) | {"may_edit": may_keep(request.actor, own.organisation, own.economy)}
    context["parts"] = [(part, title) for part, (title, _form, _keep) in PARTS.items()]
    return render(request, "office/advocacy/project.html", context)


@office_view
def project_add(request):
    may(request.actor, "practice.edit").require()
    return _project_form(request, None)


@office_view
def project_edit(request, key):
    own = _project(key)
    may_keep(request.actor, own.organisation, own.economy).require()
    return _project_form(request, own)


def _project_form(request, own: Project | None):
    form = ProjectForm(posted(request), actor=request.actor, project=own)

    def keep(form):
        return reverse("office:project", args=[keep_project(by=request.actor, content=form.content()).pk])

    title = own.title if own else _("Add a project")
    return form_page(request, form, title, keep, _("It is kept."), [(_("Advocacy projects"), reverse("office:projects"))])  # fmt: skip


@office_view
def project_part(request, key, part):
    own = _project(key)
    if part not in PARTS:
        raise Http404
    may_keep(request.actor, own.organisation, own.economy).require()
    title, form_of, add = PARTS[part]

    def keep(form):
        add(by=request.actor, project=own, **form.given())
        return reverse("office:project", args=[own.pk])

    return form_page(request, form_of(posted(request)), title, keep, _("It is kept."), [(own.title, reverse("office:project", args=[own.pk]))])  # fmt: skip


@office_view
def reading_file(request, number):
    """A file that proves a reading: one that is not theirs to see and one that does not exist answer alike."""
    kept = (
        ReadingFile.objects.select_related("reading__measure__node__plan", "reading__organisation")
        .filter(pk=number)
        .first()
    )
    if kept is None or not may_see_proofs(request.actor, kept.reading):
        raise Http404
    return file_download(kept)
