"""Build a report: documents in every language and format, with the references of their figures, as one release."""

import hashlib

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from barabar.access.actors import Actor
from barabar.journal.actions.record import record
from barabar.publishing.compose import compose
from barabar.publishing.formats import FORMATS
from barabar.publishing.models import Release, ReleaseFile
from barabar.publishing.outlines import outlines
from barabar.publishing.permissions import may_build, may_release
from barabar.publishing.report import Report, Scope
from barabar.publishing.wording import LABELS
from barabar.reference.slugs import slug
from barabar.warehouse.facts import head

BASE_URL = "/"


def build_report(
    *, by: Actor, outline: str, scope: Scope, languages: tuple[str, ...] = ("sq", "en"),
    formats: tuple[str, ...] = ("docx", "pdf", "html"), as_of: int | None = None, base_url: str = BASE_URL,
) -> Release:  # fmt: skip
    """Build and keep a release. It is not public until it is released."""
    may_build(by, scope.economy).require()
    chosen = outlines()[outline]
    now = timezone.now()
    position = as_of if as_of is not None else head()
    report = Report(scope, position, timezone.localdate(now), settings.DEMONSTRATION)
    files = [
        (language, name, FORMATS[name].write(document, base_url=base_url))
        for language in languages
        for document in [compose(report, chosen, language)]
        for name in formats
    ]
    words = {language: f"{chosen.title.in_language(language)} {scope.period}" for language in LABELS}
    key = slug(f"{outline} {scope.economy} {scope.territory} {scope.sector} {scope.period} {now:%Y%m%d%H%M%S%f}")
    with transaction.atomic():
        report.references.save()
        release = Release.objects.create(
            key=key[:80], title=words, outline=outline, economy=scope.economy, period=scope.period,
            territory_key=scope.territory, sector=scope.sector, position=position, built_at=now, built_by=by.role_title,
            is_demonstration=settings.DEMONSTRATION,
        )  # fmt: skip
        for language, name, content in files:
            _keep(release, language, name, content)
        facts = {"outline": outline, "position": position, "files": len(files)}
        record(by=by, action="report.build", kind="release", subject=release.pk, facts=facts)
    return release


def _keep(release: Release, language: str, name: str, content: bytes) -> None:
    kept = ReleaseFile(
        release=release, language=language, format=name, size=len(content), sha256=hashlib.sha256(content).hexdigest()
    )
    kept.file.save(f"{release.pk}-{language}.{FORMATS[name].extension}", ContentFile(content), save=False)
    kept.save()


@transaction.atomic
def release_report(*, by: Actor, release: Release) -> None:
    """Make a built report public. The newest release of a scope is the one the public site shows first."""
    may_release(by, release).require()
    release.released_at = timezone.now()
    release.released_by = by.role_title
    release.save(update_fields=["released_at", "released_by"])
    record(by=by, action="report.release", kind="release", subject=release.pk)
