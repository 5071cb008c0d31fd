"""The economies side by side, public: every cell has passed the gate for small counts."""

from django.shortcuts import render

from barabar.public.access import public_view
from barabar.public.views.explore import public_site
from barabar.publishing.comparison_page import comparison_context


@public_view
def show(request):
    return render(request, "public/comparison.html", comparison_context(request.GET, public_site()))
