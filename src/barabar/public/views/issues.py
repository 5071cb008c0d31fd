"""Community issues, public: raising one without an account, following it by a private link, the list, who answered."""

from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from barabar.access.visitor import address_of
from barabar.advocacy.actions.keep_private import end_link
from barabar.advocacy.actions.raise_issue import raise_issue
from barabar.advocacy.catalogue import form_limits
from barabar.advocacy.limits import counter
from barabar.advocacy.models import Issue
from barabar.advocacy.queries import raising_of_link, was_raised
from barabar.public.access import open_form, private_page, public_view
from barabar.publishing.downloads import csv_response
from barabar.publishing.issue_form import IssueForm
from barabar.publishing.issues_page import answers_context, issue_context, issues_context
from barabar.reference.verdicts import Problems

COLUMNS = ("institution", "name", "economy", "asked", "in_time", "late", "no_answer", "time_runs", "answered", "due", "median_days")  # fmt: skip


@public_view
def index(request):
    return render(request, "public/issues/index.html", issues_context(request.GET))


@public_view
def issue(request, number):
    """A public issue; a merged one leads to the issue that stands."""
    found = Issue.objects.select_related("territory", "merged_into").filter(pk=number).first()
    if found and found.state == "merged" and found.merged_into.is_public:
        return redirect("public:issue", found.merged_into_id)
    if found is None or not found.is_public:
        raise Http404
    return render(request, "public/issues/issue.html", issue_context(found))


@public_view
def answers(request):
    return render(request, "public/issues/answers.html", answers_context(request.GET))


@public_view
def answers_file(request):
    """The same rows as CSV."""
    rows = (
        (one.organisation, one.name, one.economy, one.asked, one.in_time, one.late, one.silent, one.waiting, one.answered, one.due, "" if one.median_days is None else one.median_days)
        for one in answers_context(request.GET)["rows"]
    )  # fmt: skip
    return csv_response("issue-answers.csv", COLUMNS, rows)


@open_form
def raise_one(request):
    """The form: sent twice it raises once; with anything wrong it comes back as it was filled in."""
    if request.method != "POST":
        return render(request, "public/issues/raise.html", {"form": IssueForm()})
    limits = form_limits()
    most = limits.files * limits.file_megabytes + 1
    if int(request.META.get("CONTENT_LENGTH") or 0) > most * 1024 * 1024:
        said = _("What was sent has more than %(most)s MB. Go back: your text is still there; choose smaller files.")
        return render(request, "public/issues/raise.html", {"form": IssueForm(), "refusal": said % {"most": most}}, status=413)  # fmt: skip
    form = IssueForm(request.POST, request.FILES)
    if not form.is_valid():
        return _again(request, form, 400)
    sending = form.cleaned_data["stamp"]
    wait = 0 if was_raised(sending) else counter.take(address_of(request), each=limits.an_hour, together=limits.all_an_hour)  # fmt: skip
    if wait:
        return _wait(request, form, wait)
    try:
        raised = raise_issue(sending=sending, told=form.told(), files=form.sent_files())
    except Problems as found:
        for problem in found.problems:
            name = problem.anchor.removeprefix("id_")
            form.add_error(name if name in form.fields else None, problem.message)
        return _again(request, form, 400)
    state = "changed" if raised.changed else "again" if raised.again else "new"
    return redirect(reverse("public:follow", args=[raised.token]) + "?" + urlencode({"sent": state}))


def _again(request, form, status: int, refusal: str = ""):
    """The form as it was filled in. A browser cannot keep the files that were chosen; the page says so."""
    context = {"form": form, "refusal": refusal, "files_again": bool(request.FILES)}
    return render(request, "public/issues/raise.html", context, status=status)


def _wait(request, form, seconds: int):
    minutes = -(-seconds // 60)
    said = ngettext(
        "Many reports came in. Nothing is lost: send this page again in %(count)s minute.",
        "Many reports came in. Nothing is lost: send this page again in %(count)s minutes.",
        minutes,
    ) % {"count": minutes}
    response = _again(request, form, 429, said)
    response.headers["Retry-After"] = str(seconds)
    return response


@private_page
def follow(request, token):
    """What became of it, for who holds the link. Never the original words: a link may fall into other hands."""
    raising = raising_of_link(token)
    if raising is None or request.method == "POST":
        raise Http404
    found = raising.issue
    context = {"issue": found, "token": token, "sent": request.GET.get("sent", ""), "address": request.build_absolute_uri(request.path)}  # fmt: skip
    if found.is_public:
        context |= issue_context(found)
    return render(request, "public/issues/follow.html", context)


@private_page
def stop(request, token):
    """Ends the private link; the issue goes on."""
    if request.method != "POST":
        return redirect("public:follow", token)
    if not end_link(token=token):
        raise Http404
    return render(request, "public/issues/stopped.html")
