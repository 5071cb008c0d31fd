from django.http import Http404
from django.shortcuts import redirect, render

from barabar.public.access import public_view
from barabar.publishing.tracing import trace


@public_view
def show(request, code):
    """From a printed figure to the answers it stands on: offices and roles, never names of persons."""
    traced = trace(code)
    if traced is None:
        raise Http404
    return render(request, "public/trace.html", {"traced": traced, "shown": _in_language(request, traced)})


@public_view
def find(request):
    """The search box: a code typed from paper."""
    code = request.GET.get("code", "").strip().upper()
    if not code:
        return render(request, "public/trace_find.html", {})
    if trace(code) is None:
        return render(request, "public/trace_find.html", {"code": code, "unknown": True}, status=404)
    return redirect("public:trace", code=code)


def _in_language(request, traced) -> dict:
    language = request.LANGUAGE_CODE
    return {
        "title": traced.titles.get(language) or next(iter(traced.titles.values()), ""),
        "text": traced.shown.get(language) or next(iter(traced.shown.values()), ""),
    }
