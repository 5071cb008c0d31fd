"""`barabar bulletin prepare | show | publish | send`: the newsletter of what was published since the last one."""

import datetime as dt
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from barabar.access.actors import SYSTEM
from barabar.publishing.actions.keep_bulletin import (
    document_of,
    edit_bulletin,
    files_of,
    items_offered,
    next_number,
    prepare_bulletin,
    publish_bulletin,
    send_bulletin,
)
from barabar.publishing.bulletin.items import PARTS
from barabar.publishing.catalogue import bulletin_rhythms
from barabar.publishing.models import Bulletin, BulletinDraft
from barabar.publishing.wording import LABELS
from barabar.reference.catalogue import REGION, economy_of_code
from barabar.reference.text import Text
from barabar.reference.verdicts import Problems, Refused


class Command(BaseCommand):
    help = "Prepare a bulletin, show what it would tell, publish it under the next number, write its e-mails."

    def add_arguments(self, parser):
        parser.add_argument("verb", choices=("prepare", "show", "publish", "send"))
        parser.add_argument("economy", help="code of the economy, such as AL, or “region”")
        parser.add_argument("--rhythm", default="quarterly", help="a key of bulletin_rhythms.yaml")
        parser.add_argument("--since", type=_day, help="first day, of the first bulletin only (2026-01-01)")
        parser.add_argument("--until", type=_day, help="last day (default: the end of the last whole month or quarter)")
        for language in LABELS:
            parser.add_argument(f"--intro-{language}", type=Path, help="file with the opening words in this language")
        parser.add_argument("--number", type=int, help="the bulletin to send (default: the newest)")
        parser.add_argument("--out", type=Path, help="copy the files into this folder")

    def handle(self, *, verb, economy, **options):
        found = economy_of_code(economy)
        if found is None and economy != REGION:
            raise CommandError(f"{economy} is not an economy; give its code, or “{REGION}”.")
        try:
            getattr(self, f"_{verb}")(found.key if found else "", options)
        except (Problems, Refused) as error:
            raise CommandError(str(error)) from None

    def _prepare(self, economy: str, options: dict) -> None:
        draft = prepare_bulletin(by=SYSTEM, economy=economy, rhythm=options["rhythm"], since=options["since"], until=options["until"])  # fmt: skip
        intro = {one: options[f"intro_{one}"].read_text(encoding="utf-8").strip() for one in LABELS if options[f"intro_{one}"]}  # fmt: skip
        if intro:
            edit_bulletin(by=SYSTEM, draft=draft, intro=Text({**draft.intro, **intro}), left_out=draft.left_out)
        self._show(economy, options)

    def _show(self, economy: str, options: dict) -> None:
        draft = _draft(economy)
        rhythm = bulletin_rhythms()[draft.rhythm].title
        self.stdout.write(f"No {next_number(economy)}, {rhythm}, {draft.since} – {draft.until}")
        for part, own in items_offered(draft).items():
            self.stdout.write(f"{PARTS[part][0]}: {len(own)}")
            for one in own:
                self.stdout.write(f"  {'-' if one.key in draft.left_out else '+'} {one.day} {one.title}")
        if options["out"]:
            for language in LABELS:
                for name, content in files_of(document_of(draft, language)).items():
                    self._copy(options["out"], f"draft-{language}.{name}", content)

    def _publish(self, economy: str, options: dict) -> None:
        bulletin = publish_bulletin(by=SYSTEM, draft=_draft(economy))
        self.stdout.write(f"Bulletin No {bulletin.number} is public; it tells of {len(bulletin.told)} things.")
        for kept in bulletin.files.all():
            self.stdout.write(f"{kept.language} {kept.format}: {kept.file.path} ({kept.size} bytes)")
            if options["out"]:
                self._copy(options["out"], Path(kept.file.name).name, Path(kept.file.path).read_bytes())

    def _send(self, economy: str, options: dict) -> None:
        wanted = Bulletin.objects.filter(economy=economy)
        if options["number"]:
            wanted = wanted.filter(number=options["number"])
        bulletin = wanted.order_by("-number").first()
        if bulletin is None:
            raise CommandError("There is no such bulletin. Publish one first: `barabar bulletin publish`.")
        sent = send_bulletin(by=SYSTEM, bulletin=bulletin)
        self.stdout.write(f"{sent.written} messages written; `barabar chase send` sends them.")
        for name in sent.without_address:
            self.stdout.write(f"without an office e-mail: {name}")

    def _copy(self, folder: Path, name: str, content: bytes) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
        self.stdout.write(f"{folder / name} ({len(content)} bytes)")


def _draft(economy: str) -> BulletinDraft:
    draft = BulletinDraft.objects.filter(economy=economy).first()
    if draft is None:
        raise CommandError("No bulletin is being prepared. Begin one: `barabar bulletin prepare`.")
    return draft


def _day(written: str) -> dt.date:
    return dt.date.fromisoformat(written)
