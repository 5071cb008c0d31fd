from django.shortcuts import render

from barabar.public.access import public_view


@public_view
def about(request):
    return render(request, "public/about.html")


@public_view
def licence(request):
    return render(request, "public/licence.html")


@public_view
def accessibility(request):
    return render(request, "public/accessibility.html")


@public_view
def privacy(request):
    return render(request, "public/privacy.html")
