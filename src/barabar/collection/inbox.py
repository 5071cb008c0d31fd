"""Workbooks that come by folder or e-mail: each is found its return, read, and answered; nothing is half-stored."""

from dataclasses import dataclass
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from barabar.access.actors import reporter_of
from barabar.access.models import Organisation
from barabar.collection.actions.import_workbook import import_workbook
from barabar.collection.models import Return
from barabar.collection.workbooks.read import UNREADABLE, identity_in
from barabar.reference.processes import in_processes
from barabar.reference.verdicts import Problem, Problems, Refused
from barabar.reference.workbook_guard import check_file


@dataclass(frozen=True)
class Answered:
    """What became of one workbook. `marked` is the answer to send back; `text` says all in the reporter's language."""

    name: str
    taken: bool
    return_: Return | None
    read: int
    problems: tuple[Problem, ...]
    text: str
    marked: bytes = b""


@dataclass(frozen=True)
class Told:
    """What became of one file of a folder, in words."""

    name: str
    taken: bool
    read: int
    sentences: tuple[str, ...]
    text: str


def take_in(name: str, content: bytes, *, sender: str) -> Answered:
    """Read one workbook for whomever it was made for. `sender` names the folder or the address it came from."""
    language = "en"
    return_ = None
    try:
        check_file(name, content)
        return_ = _return_of(name, content)
        organisation = return_.request.organisation
        language = organisation.language
        by = reporter_of(organisation, sender)
        done = import_workbook(by=by, return_=return_, name=name, content=content, language=language)
    except Problems as found:
        return Answered(name, False, return_, 0, tuple(found.problems), _refused_text(name, found.problems, language))
    except Refused as refusal:
        problem = Problem("refused", "%(why)s", {"why": str(refusal)}, where=name)
        return Answered(name, False, return_, 0, (problem,), _refused_text(name, [problem], language))
    marked = b""
    if done.problems:
        with done.upload.marked.open("rb") as stream:
            marked = stream.read()
    text = _text(return_, done, language)
    return Answered(name, True, return_, done.read, done.problems, text, marked)


def _return_of(name: str, content: bytes) -> Return:
    """The return that the hidden sheet names."""
    try:
        identity = identity_in(content)
    except UNREADABLE as error:
        said = gettext_lazy("the file is incomplete or damaged and cannot be read. Save it again and send it again.")
        raise Problems([Problem("file-broken", said, where=name)]) from error
    found = Return.objects.select_related("request__organisation", "request__cycle").filter(
        request__organisation=identity.get("organisation", ""), request__cycle=identity.get("cycle", "")
    )
    return_ = found.first()
    if return_ is None:
        said = gettext_lazy("it does not say for which institution and cycle it was made. Fill in the workbook of your request, or upload this one on the page of your request.")  # fmt: skip
        raise Problems([Problem("file-foreign", said, where=name)])
    return return_


def _refused_text(name: str, problems: list[Problem], language: str) -> str:
    with translation.override(language):
        return "\n".join([_("The workbook was not taken in. Nothing was stored."), *(p.sentence for p in problems)])


def _text(return_: Return, done, language: str) -> str:
    with translation.override(language):
        head = f"{return_.request.organisation.name} · {return_.request.cycle.title}"
        if done.again:
            return "\n".join([head, _("This very file was read before; nothing changed.")])
        lines = [head, ngettext("%(n)s answer was read and saved as a draft.", "%(n)s answers were read and saved as a draft.", done.read) % {"n": done.read}]  # fmt: skip
        if done.problems:
            lines += [_("These need a look; they are marked in the workbook that comes with this:"), ""]
            lines += [f"– {problem.sentence}" for problem in done.problems]
        else:
            lines.append(_("Everything was understood. Look it over on the web and send the return."))
        return "\n".join(lines)


def take_in_folder(folder: Path, *, most: int = 10_000) -> list[Told]:
    """Every file of a folder, in the order of names. Read files go to `done/`, refused ones to `refused/`; the answers
    (marked workbook and text) to `answers/`. A file that cannot be moved stays and is read again: nothing changes then."""
    for name in ("done", "refused", "answers"):
        (folder / name).mkdir(exist_ok=True)
    files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith((".", "~$")))
    # One institution's workbooks one after the other; those of different ones side by side.
    groups: dict[str, list[Path]] = {}
    for path, institution in zip(files[:most], in_processes(_institution_of, files[:most]), strict=True):
        groups.setdefault(institution or path.name, []).append(path)
    answered = {answer.name: answer for made in in_processes(_take_in_files, list(groups.values())) for answer in made}
    return [answered[path.name] for path in files[:most]]


def _institution_of(path: Path) -> str:
    """The key of the institution that a workbook names; empty where it names none, which is told when it is read."""
    try:
        check_file(path.name, content := path.read_bytes())
        return identity_in(content).get("organisation", "")
    except (Problems, *UNREADABLE):
        return ""


def _take_in_files(paths: list[Path]) -> list[Told]:
    """Files of one folder, in their order: read, answered, and put where they belong."""
    made = []
    for path in paths:
        folder = path.parent
        answer = take_in(path.name, path.read_bytes(), sender=f"Folder {folder.name}")
        stem = folder / "answers" / path.stem
        stem.with_name(f"{path.stem}.txt").write_text(answer.text + "\n", encoding="utf-8")
        if answer.marked:
            stem.with_name(f"{path.stem}-marked.xlsx").write_bytes(answer.marked)
        path.replace(folder / ("done" if answer.taken else "refused") / path.name)
        made.append(Told(path.name, answer.taken, answer.read, tuple(p.sentence for p in answer.problems), answer.text))
    return made


def organisation_of_sender(address: str) -> Organisation | None:
    """Whose office e-mail, or whose officer's, this is: only those are answered by e-mail."""
    address = address.strip().lower()
    own = Organisation.objects.filter(email__iexact=address).first() if address else None
    if own is None and address:
        own = Organisation.objects.filter(memberships__account__email=address, memberships__until=None).first()
    return own
