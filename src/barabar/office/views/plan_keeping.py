"""Keeping plans: register, edit, adopt, copy, end; documents; the entries of the tree; a measure with all it holds."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from barabar.access.permissions import may
from barabar.office.access import office_view
from barabar.office.forms.plan_measure import (
    indicator_fields,
    line_fields,
    posted_measure,
    typed_indicator_fields,
    typed_line_fields,
)
from barabar.office.forms.plans import (
    AdoptForm,
    CopyForm,
    DocumentForm,
    EndForm,
    HeadForm,
    NodeForm,
    organisations,
    show_problems,
    text_initial,
    text_of,
)
from barabar.office.views.plans import seen_measure, seen_plan
from barabar.plans import catalogue
from barabar.plans.actions.add_document import add_document
from barabar.plans.actions.adopt_plan import adopt_plan, end_plan
from barabar.plans.actions.copy_plan import copy_plan
from barabar.plans.actions.create_plan import create_plan, edit_plan, head_of
from barabar.plans.actions.keep_tree import add_node, edit_measure, edit_node, move_node, remove_node
from barabar.plans.content import MeasureContent, NodeContent, content_of, measure_content
from barabar.plans.models import PlanNode
from barabar.plans.permissions import may_adopt_plan, may_edit_plan
from barabar.plans.visibility import plans_seen_by
from barabar.plans.words import AGGREGATION, DIRECTION, KIND
from barabar.reference.catalogue import dimensions, sectors, units
from barabar.reference.verdicts import Problems


@office_view
def create(request: HttpRequest) -> HttpResponse:
    may(request.actor, "plan.edit").require()
    seen = plans_seen_by(request.actor).order_by("key")
    form = HeadForm(request.POST or None, actor=request.actor, plans=seen)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_plan(by=request.actor, head=form.head(language=request.LANGUAGE_CODE))
        except Problems as found:
            show_problems(form, found.problems)
        else:
            messages.success(request, _("The plan is registered as a draft. Import its table, or add its entries."))
            return redirect("office:plan", made.pk)
    return render(
        request, "office/plans/head.html", {"form": form, "title": _("Register a plan"), "save": _("Register the plan")}
    )


@office_view
def edit(request: HttpRequest, key: str) -> HttpResponse:
    plan = seen_plan(request, key)
    may_edit_plan(request.actor, plan).require()
    head = head_of(plan)
    seen = plans_seen_by(request.actor).order_by("key")
    form = HeadForm(request.POST or None, actor=request.actor, plan=plan, plans=seen, initial=HeadForm.initial_of(head))
    if request.method == "POST" and form.is_valid():
        try:
            edit_plan(by=request.actor, plan=plan, head=form.head(head, request.LANGUAGE_CODE))
        except Problems as found:
            show_problems(form, found.problems)
        else:
            messages.success(request, _("The plan is saved."))
            return redirect("office:plan", plan.pk)
    context = {"form": form, "plan": plan, "title": _("Edit the plan"), "save": _("Save the plan")}
    return render(request, "office/plans/head.html", context)


@office_view
def copy(request: HttpRequest, key: str) -> HttpResponse:
    """The plan as a model: the form begins with its head, without place, years and owner."""
    plan = seen_plan(request, key)
    may(request.actor, "plan.edit").require()
    own = request.actor.parts[0] if request.actor.parts else None
    initial = HeadForm.initial_of(head_of(plan)) | {
        "territory": "", "owner": own.organisation if own else "", "starts_year": None, "ends_year": None,
        "is_model": False, "predecessor": "", "note": "", "source": "",
    }  # fmt: skip
    seen = plans_seen_by(request.actor).order_by("key")
    form = CopyForm(request.POST or None, actor=request.actor, plans=seen, initial=initial)
    if request.method == "POST" and form.is_valid():
        head = form.head(language=request.LANGUAGE_CODE)
        try:
            made = copy_plan(by=request.actor, plan=plan, head=head, keep_budget=form.cleaned_data["keep_budget"])
        except Problems as found:
            show_problems(form, found.problems)
        else:
            messages.success(
                request, _("The copy is a draft. Give its measures baselines, targets and responsible bodies.")
            )
            return redirect("office:plan", made.pk)
    context = {"form": form, "plan": plan, "title": _("Copy as a model"), "save": _("Make the copy"), "is_copy": True}
    return render(request, "office/plans/head.html", context)


@office_view
def adopt(request: HttpRequest, key: str) -> HttpResponse:
    plan = seen_plan(request, key)
    may_adopt_plan(request.actor, plan).require()
    form = AdoptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            adopt_plan(by=request.actor, plan=plan, **form.cleaned_data)
        except Problems as found:
            show_problems(form, found.problems)
        else:
            messages.success(
                request, _("The adoption is recorded. The plan is public now, and a cycle can ask about it.")
            )
            return redirect("office:plan", plan.pk)
    context = {"form": form, "plan": plan, "title": _("Record the adoption"), "save": _("Record the adoption")}
    return render(request, "office/plans/small.html", context)


@office_view
def end(request: HttpRequest, key: str) -> HttpResponse:
    plan = seen_plan(request, key)
    may_adopt_plan(request.actor, plan).require()
    others = plans_seen_by(request.actor).filter(economy=plan.economy).exclude(pk=plan.pk).order_by("key")
    form = EndForm(request.POST or None, plans=others)
    if request.method == "POST" and form.is_valid():
        successor = others.filter(pk=form.cleaned_data["successor"]).first()
        end_plan(by=request.actor, plan=plan, reason=form.cleaned_data["reason"], successor=successor)
        messages.success(request, _("The plan has ended. What was reported on it stays."))
        return redirect("office:plan", plan.pk)
    context = {
        "form": form,
        "plan": plan,
        "title": _("End or replace the plan"),
        "save": _("End the plan"),
        "is_danger": True,
    }
    return render(request, "office/plans/small.html", context)


@office_view
def add_a_document(request: HttpRequest, key: str) -> HttpResponse:
    plan = seen_plan(request, key)
    may_edit_plan(request.actor, plan).require()
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data, file = form.cleaned_data, form.cleaned_data["file"]
        try:
            add_document(
                by=request.actor, plan=plan, title=data["title"], language=data["language"], address=data["address"],
                name=file.name if file else "", content=file.read() if file else b"",
            )  # fmt: skip
        except Problems as found:
            show_problems(form, found.problems)
        else:
            messages.success(request, _("The document is attached."))
            return redirect("office:plan", plan.pk)
    context = {"form": form, "plan": plan, "title": _("Add a document"), "save": _("Attach the document")}
    return render(request, "office/plans/small.html", context)


# ------------------------------------------------------------------------------------------------------- the tree


@office_view
def add_entry(request: HttpRequest, key: str) -> HttpResponse:
    plan = seen_plan(request, key)
    may_edit_plan(request.actor, plan).require()
    entries = [(node.code, f"{node.code} {node.title}") for node in content_of(plan).nodes]
    form = NodeForm(request.POST or None, entries=entries, initial={"parent": request.GET.get("under", "")})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        node = NodeContent(
            data["code"].strip(), text_of(data, "title"), data["parent"], description=text_of(data, "description"),
            measure=MeasureContent() if data["kind"] == "measure" else None,
        )  # fmt: skip
        try:
            made = add_node(by=request.actor, plan=plan, node=node)
        except Problems as found:
            show_problems(form, found.problems)
        else:
            if data["kind"] == "measure":
                return redirect("office:measure-edit", made.measure.key)
            return redirect("office:plan", plan.pk)
    context = {"form": form, "plan": plan, "title": _("Add an objective or a measure"), "save": _("Add it")}
    return render(request, "office/plans/small.html", context)


@office_view
def edit_entry(request: HttpRequest, key: str, code: str) -> HttpResponse:
    """An entry's words and place; removing it is a button of its own on the same page."""
    plan = seen_plan(request, key)
    may_edit_plan(request.actor, plan).require()
    node = PlanNode.objects.select_related("parent").filter(plan=plan, code=code).first()
    if node is None:
        return redirect("office:plan", plan.pk)
    parent = node.parent.code if node.parent else ""
    initial = text_initial("title", node.title) | text_initial("description", node.description) | {"parent": parent}
    entries = [(one.code, f"{one.code} {one.title}") for one in content_of(plan).nodes if one.code != code]
    form = NodeForm(request.POST or None, entries=entries, initial=initial)
    del form.fields["code"], form.fields["kind"]
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            edit_node(
                by=request.actor, plan=plan, code=code, title=text_of(data, "title", node.title),
                description=text_of(data, "description", node.description), stated_total=node.stated_total,
            )  # fmt: skip
            if data["parent"] != parent:
                last = [one.code for one in content_of(plan).nodes if one.parent == data["parent"] and one.code != code]
                move_node(by=request.actor, plan=plan, code=code, parent=data["parent"], after=last[-1] if last else "")
        except Problems as found:
            show_problems(form, found.problems)
        else:
            messages.success(request, _("The entry is saved."))
            return redirect("office:plan", plan.pk)
    context = {
        "form": form,
        "plan": plan,
        "node": node,
        "title": f"{node.code} {node.title}",
        "save": _("Save the entry"),
    }
    return render(request, "office/plans/small.html", context)


@office_view
def remove_entry(request: HttpRequest, key: str, code: str) -> HttpResponse:
    plan = seen_plan(request, key)
    if request.method == "POST":
        gone = remove_node(by=request.actor, plan=plan, code=code)
        messages.success(request, _("Removed: %(codes)s.") % {"codes": ", ".join(gone)})
        return redirect("office:plan", plan.pk)
    may_edit_plan(request.actor, plan).require()
    content = content_of(plan)
    below = [node for node in content.nodes if node.code == code] + list(content.below(code))
    return render(request, "office/plans/remove.html", {"plan": plan, "code": code, "entries": below})


@office_view
def edit_a_measure(request: HttpRequest, key: str) -> HttpResponse:
    measure = seen_measure(request, key)
    plan = measure.node.plan
    may_edit_plan(request.actor, plan).require()
    shown, problems = measure_content(measure), []
    if request.method == "POST":
        posted = posted_measure(request.POST, shown)
        shown, problems = posted.content, posted.problems
        if not problems:
            try:
                edit_measure(by=request.actor, measure=measure, content=posted.content)
            except Problems as found:
                problems = found.problems
            else:
                messages.success(request, _("The measure is saved."))
                again = "again" in request.POST
                return redirect("office:measure-edit" if again else "office:plan-measure", measure.key)
    context = {
        "measure": measure, "plan": plan, "content": shown, "problems": problems,
        "indicators": typed_indicator_fields(request.POST) if problems else indicator_fields(shown, plan.years),
        "lines": typed_line_fields(request.POST) if problems else line_fields(shown), "years": plan.years,
        "sectors": sectors().values(), "organisations": organisations(plan.economy),
        "catalogue": catalogue.indicators().values(), "units": units().values(), "kinds": KIND,
        "aggregations": AGGREGATION, "directions": DIRECTION, "dimensions": dimensions().values(),
        "sources": catalogue.money_sources().values(), "stages": catalogue.money_stages().values(),
        "typed": request.POST if problems else {},
    }  # fmt: skip
    return render(request, "office/plans/measure_edit.html", context, status=422 if problems else 200)
