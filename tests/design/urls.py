"""Addresses for the design room's own tests."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import engines
from django.urls import include, path

received = []


def blank(request):
    return HttpResponse("")


def error_page(request, code):
    return render(request, f"{code}.html", {"reference": "7F3A-21"})


def sign_in(request):
    return render(request, "design/sign_in.html", {"next": "/office/"})


def autosaved(request):
    received.append({**request.POST.dict(), "files": list(request.FILES)})
    if len(received) == 1:
        return JsonResponse({"reason": "the deadline has passed"}, status=409)
    return JsonResponse({"edition": len(received)})


FORM = """{% extends "design/base.html" %}{% block title %}Form{% endblock %}{% block heading %}Form{% endblock %}
{% block content %}<form method="post" data-autosave="/autosaved/" data-saved="Saved at {time}"
data-unsaved="Not saved: {reason}" data-offline="no connection">{% csrf_token %}
<input type="hidden" name="edition" value="0"><label for="file">File</label><input type="file" id="file" name="file">
<fieldset data-sum="Together {sum}; the total says {total}."><legend>People</legend>
<label for="w">Women</label><input id="w" name="w" inputmode="numeric" data-part>
<label for="m">Men</label><input id="m" name="m" inputmode="numeric" data-part>
<label for="t">Total</label><input id="t" name="t" inputmode="numeric" data-total>
<p data-sum-state aria-live="polite"></p></fieldset>
<label for="text">Text</label>
<textarea id="text" name="text" maxlength="1500" data-counter="{used} of {limit}"></textarea>
<p id="text_counter"></p><p data-autosave-state aria-live="polite"></p>
<button name="do" value="go">Go on</button></form>
<form method="post" action="/autosaved/" id="withdraw" data-confirm="Withdraw it?">{% csrf_token %}
<button class="button danger">Withdraw</button></form>
<label for="q">Filter</label><input id="q" type="search" data-filter="#places" data-filter-none="Nothing left.">
<ul id="places"><li>Çerravë</li><li>Përmet</li><li>Prizren</li></ul>{% endblock %}"""


def form_page(request):
    if request.method == "POST":
        return HttpResponse(f"edition {request.POST['edition']}, do {request.POST['do']}, files {list(request.FILES)}")
    return HttpResponse(engines["django"].from_string(FORM).render({}, request))


office = ([path("office/", blank, name="home"), path("office/sign-in/", sign_in, name="sign-in")], "office")
public = ([path("start/", blank, name="overview"), path("licence/", blank, name="licence")], "public")

urlpatterns = [
    path("", include("barabar.design.urls")),
    path("", include(office)),
    path("", include(public)),
    path("error/<str:code>/", error_page),
    path("autosaved/", autosaved),
    path("form/", form_page),
]
