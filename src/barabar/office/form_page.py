"""A page with one form: what it was given is kept, or it is shown again with everything that is wrong."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from barabar.office.forms.plans import show_problems
from barabar.reference.verdicts import Problems


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, for a form that is empty until then."""
    return request.POST if request.method == "POST" else None


def form_page(
    request: HttpRequest, form: Form, title: object, keep: Callable[[Any], str], done: str, trail: Iterable[tuple[object, str]]
) -> HttpResponse:  # fmt: skip
    """`keep` keeps what the form was given and answers with the page to go to; `done` is said there.

    `trail` are the pages above this one, each with its address.
    """
    if request.method == "POST" and form.is_valid():
        try:
            address = keep(form)
        except Problems as found:
            show_problems(form, found.problems)
        else:
            messages.success(request, done)
            return redirect(address)
    steps = [{"title": above, "url": address} for above, address in trail]
    context = {"form": form, "title": title, "trail": [*steps, {"title": str(title)}]}
    return render(request, "office/form.html", context, status=400 if form.errors else 200)
