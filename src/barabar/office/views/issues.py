"""Community issues in the office: the moderation queue, the institutions' answers, entering on somebody's behalf."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from barabar.access.models import Organisation
from barabar.access.permissions import may
from barabar.advocacy.actions.climb_ladder import answer_step, climb, close_issue
from barabar.advocacy.actions.keep_private import forget_raising, revoke_link
from barabar.advocacy.actions.moderate_issue import merge_issue, publish_issue, refuse_issue, reword_issue
from barabar.advocacy.actions.raise_issue import raise_issue
from barabar.advocacy.hints import hints_in
from barabar.advocacy.ladder import next_rung
from barabar.advocacy.models import Issue, IssueStep, Raising, RaisingFile
from barabar.advocacy.permissions import may_answer, may_enter, may_moderate
from barabar.advocacy.queries import issues_to_moderate, steps_to_answer
from barabar.office.access import office_view
from barabar.office.downloads import download
from barabar.office.form_page import posted
from barabar.office.forms.issues import AnswerForm, AskForm, CloseForm, MergeForm, RefuseForm, RungForm, WordsForm
from barabar.office.forms.plans import show_problems
from barabar.publishing.issue_form import IssueForm
from barabar.publishing.issues_page import issue_context, issues_context
from barabar.reference.verdicts import Problems

QUEUE = 15
NEEDS = ("issue.moderate", "issue.enter", "issue.answer")


@office_view
def index(request):
    """What waits: for a moderator's words, for an institution's answer; below, the public issues."""
    actor = request.actor
    first = may(actor, NEEDS[0])
    if not any(may(actor, need) for need in NEEDS):
        first.require()
    waiting = issues_to_moderate(actor).filter(state="waiting", published_on=None) if first else Issue.objects.none()
    context = issues_context(request.GET) | {
        "may_moderate": first, "may_enter": may(actor, "issue.enter"),
        "waiting": Paginator(waiting.order_by("pk").select_related("territory").defer("title", "text", "folded"), QUEUE).get_page(request.GET.get("queue")),
        "to_answer": steps_to_answer(actor)[:QUEUE],
    }  # fmt: skip
    return render(request, "office/issues/index.html", context)


def _issue(request, number: int) -> Issue:
    """A public issue, or one within the person's moderation; anything else answers as if it did not exist."""
    found = Issue.objects.select_related("territory", "merged_into").filter(pk=number).first()
    if found is None or not (found.is_public or may_moderate(request.actor, found)):
        raise Http404
    return found


@office_view
def issue(request, number):
    """One issue: the desk of the moderator while it waits, the ladder with what may be done once it is public."""
    own = _issue(request, number)
    if own.state == "waiting":
        return _desk(request, own, WordsForm(issue=own), RungForm(issue=own))
    return render(request, "office/issues/issue.html", _ladder(request, own))


def _desk(request, own: Issue, words: WordsForm, rung: RungForm, hints=(), status: int = 200):
    context = {
        "issue": own, "raisings": own.raisings.select_related("entered_for").prefetch_related("files"), "words": words,
        "rung": rung, "refuse": RefuseForm(), "merge": MergeForm(issue=own), "hints": hints,
    }  # fmt: skip
    return render(request, "office/issues/moderate.html", context, status=status)


def _ladder(request, own: Issue) -> dict:
    moderator = may_moderate(request.actor, own)
    context = issue_context(own) | {"may_moderate": moderator}
    context["answerable"] = [one.step for one in context["standings"] if own.state == "open" and may_answer(request.actor, one.step)]  # fmt: skip
    context["answer"] = AnswerForm()
    if moderator:
        rung = next_rung(own)
        context |= {
            "raisings_kept": own.raisings.select_related("entered_for").prefetch_related("files"),
            "close": CloseForm(), "next_rung": rung, "ask": AskForm(issue=own, rung=rung) if rung else None,
            "merged": own.merged.all(), "merge": MergeForm(issue=own) if own.is_public else None,
        }  # fmt: skip
    return context


@office_view
def publish(request, number):
    """Hints never block: where some are left, the page shows them once and asks to look."""
    own = _issue(request, number)
    may_moderate(request.actor, own).require()
    if request.method != "POST":
        return redirect("office:issue", number)
    words, rung = WordsForm(request.POST, issue=own), RungForm(request.POST, issue=own)
    if not (words.is_valid() & rung.is_valid()):
        return _desk(request, own, words, rung, status=400)
    hints = hints_in(words.all_text())
    if hints and not words.cleaned_data["sure"]:
        return _desk(request, own, words, rung, hints)
    try:
        chosen, organisation = rung.chosen()
        publish_issue(by=request.actor, issue=own, words=words.words(), rung=chosen, organisation=organisation)
    except Problems as found:
        show_problems(words, found.problems)
        return _desk(request, own, words, rung, status=400)
    messages.success(request, _("The issue is public, and %(name)s is asked.") % {"name": organisation.name})
    return redirect("office:issue", number)


@office_view
def reword(request, number):
    own = _issue(request, number)
    may_moderate(request.actor, own).require()
    words = WordsForm(posted(request), issue=own)
    hints = []
    if request.method == "POST" and words.is_valid():
        hints = hints_in(words.all_text())
        if not hints or words.cleaned_data["sure"]:
            try:
                reword_issue(by=request.actor, issue=own, words=words.words())
            except Problems as found:
                show_problems(words, found.problems)
            else:
                messages.success(request, _("The public words are kept."))
                return redirect("office:issue", number)
    context = {"issue": own, "words": words, "hints": hints}
    return render(request, "office/issues/reword.html", context, status=400 if words.errors else 200)


@require_POST
@office_view
def decide(request, number, verb):
    """Refuse, merge, send up, close: one button each; what is wrong comes back as a message."""
    own = _issue(request, number)
    may_moderate(request.actor, own).require()
    if verb == "refuse":
        refuse_issue(by=request.actor, issue=own, reason=request.POST.get("reason", ""))
        messages.success(request, _("It does not become public; the author reads why."))
    elif verb == "merge":
        target = request.POST.get("into", "")
        into = Issue.objects.filter(pk=int(target)).first() if target.isdecimal() and len(target) < 10 else None
        kept = merge_issue(by=request.actor, issue=own, into=into or own)
        messages.success(request, _("It counts with that issue now."))
        return redirect("office:issue", kept.pk)
    elif verb == "climb":
        organisation = Organisation.objects.filter(pk=request.POST.get("organisation", "")).first()
        if organisation is None:
            raise Http404
        climb(by=request.actor, issue=own, organisation=organisation)
        messages.success(request, _("%(name)s is asked.") % {"name": organisation.name})
    elif verb == "close":
        close_issue(by=request.actor, issue=own, outcome=request.POST.get("outcome", ""))
        messages.success(request, _("The issue is closed and stays public."))
    else:
        raise Http404
    return redirect("office:issues" if verb == "refuse" else reverse("office:issue", args=[number]))


@require_POST
@office_view
def answer(request, number):
    """The answer of the institution that was asked."""
    step = IssueStep.objects.select_related("issue", "organisation").filter(pk=number, issue__state__in=Issue.PUBLIC).first()  # fmt: skip
    if step is None:
        raise Http404
    may_answer(request.actor, step).require()
    answer_step(by=request.actor, step=step, text=request.POST.get("answer", ""), language=get_language() or "")
    messages.success(request, _("The answer is public."))
    return redirect("office:issue", step.issue_id)


@office_view
def enter(request):
    """On somebody's behalf: the same form; the private link is shown once, to be handed to that person."""
    may(request.actor, "issue.enter").require()
    parts = [part.organisation for part in request.actor.parts]
    own = [one for one in Organisation.objects.filter(pk__in=parts) if may_enter(request.actor, one)]
    economies = sorted({one.economy for one in own if one.economy}) or None
    if request.method != "POST":
        return render(request, "office/issues/enter.html", {"form": IssueForm(economies_shown=economies)})
    form = IssueForm(request.POST, request.FILES, economies_shown=economies)
    if form.is_valid():
        try:
            raised = raise_issue(
                sending=form.cleaned_data["stamp"], told=form.told(), files=form.sent_files(), by=request.actor,
                organisation=own[0],
            )  # fmt: skip
        except Problems as found:
            show_problems(form, found.problems)
        else:
            link = request.build_absolute_uri(reverse("public:follow", args=[raised.token]))
            return _unseen(render(request, "office/issues/entered.html", {"link": link, "again": raised.again}))
    return render(request, "office/issues/enter.html", {"form": form}, status=400)


def _unseen(response):
    """The page that shows a private link once is kept by no cache."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@office_view
def file(request, number):
    """A file that came with an issue: for its moderators, as a download only."""
    found = RaisingFile.objects.select_related("raising__issue").filter(pk=number).first()
    if found is None or not may_moderate(request.actor, found.raising.issue):
        raise Http404
    with found.file.open("rb") as stream:
        return _unseen(download(stream.read(), found.name, found.media_type))


@require_POST
@office_view
def raising(request, number, verb):
    """End the private link of a raising, or destroy its original words and files."""
    found = Raising.objects.select_related("issue").filter(pk=number).first()
    if found is None or not may_moderate(request.actor, found.issue) or verb not in ("end-link", "forget"):
        raise Http404
    if verb == "end-link":
        revoke_link(by=request.actor, raising=found)
        messages.success(request, _("The private link leads nowhere now."))
    else:
        forget_raising(by=request.actor, raising=found)
        messages.success(request, _("The original words and files are destroyed."))
    return redirect("office:issue", found.issue_id)
