"""The money desk: answers, budget documents with their lines and amounts, exchange rates."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from barabar.access.permissions import may
from barabar.money.actions.enter_money import correct_money, enter_money, withdraw_money
from barabar.money.actions.enter_rates import enter_rates
from barabar.money.actions.keep_document import keep_document, keep_item
from barabar.money.models import BudgetDocument, BudgetItem, ExchangeRate, MoneyEntry
from barabar.money.permissions import may_edit_document
from barabar.money.queries import standing_entries
from barabar.office.access import office_view
from barabar.office.forms.money import AmountForm, DocumentForm, ItemForm, RateForm
from barabar.office.forms.plans import show_problems
from barabar.office.views.plans import seen_measure
from barabar.publishing.money_page import GROUPINGS, default_year, document_context, known_years, money_context
from barabar.reference.catalogue import currencies, economies
from barabar.reference.verdicts import Problems

RATES_SHOWN = 50


@office_view
def index(request):
    """The same answers as on the public site, and the way to everything that is entered."""
    economy = _economy(request)
    years = known_years(economy)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else default_year(economy, years)
    by, to = request.GET.get("by", "sector"), request.GET.get("to", "")
    if by not in GROUPINGS or (to and to not in currencies()):
        raise Http404
    context = {
        "economy": economies()[economy],
        "economies": economies().values(),
        "year": None,
        "groupings": GROUPINGS.items(),
    }
    if year:
        context = money_context(economy=economy, year=year, by=by, to=to)
    context["may_edit"] = may(request.actor, "money.edit", economy=economy)
    return render(request, "office/money/index.html", context)


def _economy(request) -> str:
    asked = request.GET.get("economy", "")
    if asked in economies():
        return asked
    own = next((part.economy for part in request.actor.parts if part.economy), "")
    return own or next(iter(economies()))


@office_view
def documents(request):
    """Every budget document, and the form for a new one."""
    allowed = may(request.actor, "money.edit")
    form = DocumentForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            made = keep_document(by=request.actor, content=form.content())
        except Problems as found:
            show_problems(form, found.problems)
        else:
            messages.success(request, _("The document is kept. Add its lines, then their amounts."))
            return redirect("office:budget-document", made.pk)
    context = {"documents": BudgetDocument.objects.all(), "form": form, "may_edit": allowed}
    return render(request, "office/money/documents.html", context, status=400 if form.errors else 200)


def _document(key: str) -> BudgetDocument:
    found = BudgetDocument.objects.filter(pk=key).first()
    if found is None:
        raise Http404
    return found


@office_view
def document(request, key):
    """One document: its statement, its lines, and the form for another line."""
    own = _document(key)
    form = ItemForm(request.POST or None, document=own)
    if request.method == "POST" and form.is_valid():
        try:
            keep_item(by=request.actor, document=own, content=form.content())
        except Problems as found:
            show_problems(form, found.problems)
        else:
            messages.success(request, _("The line is kept. Give its amounts."))
            return redirect("office:budget-document", own.pk)
    context = document_context(own) | {"form": form, "may_edit": may_edit_document(request.actor, own)}
    return render(request, "office/money/document.html", context, status=400 if form.errors else 200)


@office_view
def item(request, key, number):
    """One line: its amounts at every stage, their history, and the form for another."""
    own = BudgetItem.objects.select_related("document").filter(document=_document(key), number=number).first()
    if own is None:
        raise Http404
    years = own.document.starts_year
    initial = {"year": years, "source": own.source, "currency": economies()[own.document.economy].currency if own.document.economy else "EUR"}  # fmt: skip
    context = {"item": own, "title": own.title, "may_edit": may_edit_document(request.actor, own.document)}
    return _amounts(request, own, initial, context, "office/money/item.html")


@office_view
def measure_money(request, key):
    """A measure's amounts that no return brings: revisions, allocations, grants."""
    own = seen_measure(request, key)
    initial = {"currency": own.node.plan.currency, "year": own.node.plan.starts_year}
    context = {"measure": own, "title": own.title, "may_edit": may(request.actor, "money.edit", economy=own.node.plan.economy)}  # fmt: skip
    return _amounts(request, own, initial, context, "office/money/measure.html")


def _amounts(request, of, initial: dict, context: dict, template: str):
    form = AmountForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            enter_money(by=request.actor, of=of, given=form.given(), reporter=request.organisation or None)
        except Problems as found:
            show_problems(form, found.problems)
        else:
            messages.success(request, _("The amount is kept."))
            return redirect(request.path)
    everything = of.entries if isinstance(of, BudgetItem) else of.money_entries
    history = everything.select_related("replaced_by").order_by("-year", "pk")
    standing = {entry.pk for entry in standing_entries(of)}
    context |= {"form": form, "entries": history, "standing": standing}
    return render(request, template, context, status=400 if form.errors else 200)


def _entry(number: int) -> MoneyEntry:
    found = MoneyEntry.objects.select_related("item__document", "measure__node__plan").filter(pk=number).first()
    if found is None:
        raise Http404
    return found


@office_view
def correct(request, number):
    """Another amount in the place of this one; what stood before stays in the history."""
    entry = _entry(number)
    form = AmountForm(request.POST or None, initial=AmountForm.initial_of(entry))
    if request.method == "POST" and form.is_valid():
        try:
            correct_money(by=request.actor, entry=entry, given=form.given())
        except Problems as found:
            show_problems(form, found.problems)
        else:
            messages.success(request, _("The amount is corrected; the old one stays in the history."))
            return redirect(_home(entry))
    return render(request, "office/money/correct.html", {"entry": entry, "form": form, "back": _home(entry)})


@require_POST
@office_view
def withdraw(request, number):
    entry = _entry(number)
    withdraw_money(by=request.actor, entry=entry, reason=request.POST.get("reason", ""))
    messages.success(request, _("The amount is withdrawn; it stays in the history."))
    return redirect(_home(entry))


def _home(entry: MoneyEntry) -> str:
    if entry.item is not None:
        return reverse("office:budget-item", args=[entry.item.document_id, entry.item.number])
    return reverse("office:measure-money", args=[entry.measure.key])


@office_view
def rates(request):
    """Exchange rates with their source, newest first, and the form for another."""
    form = RateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            enter_rates(by=request.actor, rates=[form.rate()])
        except Problems as found:
            show_problems(form, found.problems)
        else:
            messages.success(request, _("The rate is kept."))
            return redirect("office:rates")
    page = Paginator(ExchangeRate.objects.order_by("-on", "currency", "-pk"), RATES_SHOWN).get_page(
        request.GET.get("page")
    )
    context = {"page": page, "form": form, "may_edit": may(request.actor, "money.edit")}
    return render(request, "office/money/rates.html", context, status=400 if form.errors else 200)
