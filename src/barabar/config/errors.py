"""When something breaks: the reader gets a reference number, the log the same number and no figure or personal data."""

import logging
import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from barabar.reference.private import without_secrets

log = logging.getLogger("barabar.errors")


def server_error(request: HttpRequest) -> HttpResponse:
    reference = secrets.token_hex(4)
    log.error("reference %s: %s %s", reference, request.method, without_secrets(request.path))
    return render(request, "500.html", {"reference": reference}, status=500)
