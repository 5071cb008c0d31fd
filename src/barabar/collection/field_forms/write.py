"""Write a return's questions as XLSForm (xlsform.org): a workbook with the sheets survey, choices and settings.

Every text stands in Albanian and English; the person who asks chooses the language in the form.
"""

import io
from collections.abc import Callable

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from barabar.collection.field_forms import naming
from barabar.collection.field_forms.naming import LANGUAGES, choice_of, name_of
from barabar.collection.models import Return
from barabar.collection.questions import Earlier, Form, MeasureForm, MoneyQuestion, ValueQuestion, form_of
from barabar.collection.workbooks.words import choices
from barabar.plans.catalogue import money_sources, money_stages
from barabar.reference.catalogue import breakdown_title, units
from barabar.reference.marks import economies_named, mark_names

SURVEY = (
    "type", "name", *(f"label::{word}" for word in LANGUAGES.values()), *(f"hint::{word}" for word in LANGUAGES.values()),
    "constraint", *(f"constraint_message::{word}" for word in LANGUAGES.values()), "relevant", "appearance", "calculation",
)  # fmt: skip
CHOICES = ("list_name", "name", *(f"label::{word}" for word in LANGUAGES.values()))
SETTINGS = ("form_title", "form_id", "version", "default_language", "instance_name")
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}

Said = Callable[[], str]
"""A text, made in whatever language is active."""


def make_field_form(return_: Return) -> bytes:
    """The field form of a return, as an .xlsx that KoboToolbox and ODK take in."""
    form = form_of(return_)
    rows = _Survey(return_, form).rows()
    return write_form(rows, [*_choices(), *_further_choices(form)], _settings(return_))


def _write(book: Workbook, title: str, heads: tuple[str, ...], rows: list[dict[str, str]]) -> None:
    sheet = book.add_worksheet(title)
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, book.add_format({"bold": True}))
        sheet.set_column(column, column, 30 if "::" in head else 18)
    for number, row in enumerate(rows, 1):
        for column, head in enumerate(heads):
            if row.get(head):
                sheet.write_string(number, column, row[head])
    sheet.freeze_panes(1, 2)


def form_row(kind: str, name: str, label: Said, hint: Said | None = None, **more: str) -> dict[str, str]:
    """A row of the sheet survey, its words in every language."""
    row = {"type": kind, "name": name, **more}
    for language, word in LANGUAGES.items():
        with translation.override(language):
            row[f"label::{word}"] = _plain(mark_names(label()))
            if hint is not None:
                row[f"hint::{word}"] = _plain(mark_names(hint()))
    return row


def form_choice(list_name: str, name: str, title: Said, **more: str) -> dict[str, str]:
    """A row of the sheet choices, its words in every language."""
    row = {"list_name": list_name, "name": name, **more}
    for language, word in LANGUAGES.items():
        with translation.override(language):
            row[f"label::{word}"] = _plain(mark_names(title()))
    return row


def write_form(survey: list[dict[str, str]], choices: list[dict[str, str]], settings: dict[str, str]) -> bytes:
    """The three sheets as an .xlsx; columns beyond the usual ones follow them."""
    stream = io.BytesIO()
    book = Workbook(stream, OPTIONS)
    for title, heads, rows in (
        ("survey", SURVEY, survey),
        ("choices", CHOICES, choices),
        ("settings", SETTINGS, [settings]),
    ):
        further = [key for row in rows for key in row if key not in heads]
        _write(book, title, (*heads, *dict.fromkeys(further)), rows)
    book.close()
    return stream.getvalue()


def _settings(return_: Return) -> dict[str, str]:
    request = return_.request
    with translation.override("sq"):
        title = mark_names(f"{request.organisation.name} · {request.cycle.title}")
    return {
        "form_title": title,
        "form_id": f"barabar_{request.cycle_id}_{request.organisation_id}".replace("-", "_"),
        "version": timezone.now().strftime("%Y%m%d%H%M"),
        "default_language": LANGUAGES["sq"],
        "instance_name": f"concat('{request.organisation_id} ', ${{start}})",
    }


def _choices() -> list[dict[str, str]]:
    """The lists, each choice in all languages."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for language, word in LANGUAGES.items():
        for name, labels in choices(language).items():
            for label, key in labels.items():
                row = found.setdefault((name, key), {"list_name": name, "name": choice_of(key)})
                row[f"label::{word}"] = label
    return list(found.values())


def _further_choices(form: Form) -> list[dict[str, str]]:
    """A list a kind of further question."""
    kinds = {question.kind: question.choices for question in form.further}
    return [
        {"list_name": f"further_{kind}", "name": choice_of(one.key)}
        | {f"label::{word}": one.title.in_language(code).text for code, word in LANGUAGES.items()}
        for kind, own in kinds.items()
        for one in own
    ]


class _Survey:
    """The rows of the sheet survey."""

    def __init__(self, return_: Return, form: Form):
        self.return_, self.form = return_, form

    def rows(self) -> list[dict[str, str]]:
        request = self.return_.request
        identity = naming.identity_of(request.organisation_id, request.cycle_id, self.return_.version)
        found = [
            {"type": "start", "name": "start"},
            {"type": "end", "name": "end"},
            {"type": "calculate", "name": naming.IDENTITY, "calculation": f"'{identity}'"},
            self._row("note", "about", self._about),
        ]
        for measure in self.form.measures:
            found += self._measure(measure)
        return [*found, *self._further()]

    def _further(self) -> list[dict[str, str]]:
        """The further questions, each as a choice and words; the lists of choices are in `_choices`."""
        if not self.form.further:
            return []
        found = [self._row("begin_group", "further_group", lambda: self.form.further_title)]
        for question in self.form.further:
            name = name_of(question.key)
            label, hint = (lambda said=question.name: str(said)), (lambda own=question: f"{own.about}. {own.standing}")
            found += [
                self._row(f"select_one further_{question.kind}", name + naming.WHY, label, hint),
                self._row("text", name + naming.NOTE, lambda: _("Words: what was done, or why not"), appearance="multiline"),
            ]  # fmt: skip
        return [*found, {"type": "end_group", "name": "further_group"}]

    def _row(self, kind: str, name: str, label: Said, hint: Said | None = None, **more: str) -> dict[str, str]:
        return form_row(kind, name, label, hint, **more)

    def _about(self) -> str:
        texts = [_("Count each person once. Stating an ethnic affiliation is voluntary; give no names of persons."),
                 _("0 is an answer; where there is no figure, leave it empty and say why.")]  # fmt: skip
        if settings.DEMONSTRATION:
            texts.insert(0, _("DEMONSTRATION: all figures are invented."))
        language = translation.get_language()
        named = {e.key: e for m in self.form.measures for e in economies_named(f"{m.title} {m.plan_title}")}
        texts += [f"{e.mark} {e.footnote.in_language(language).text}" for e in named.values()]
        return " ".join(texts)

    def _measure(self, measure: MeasureForm) -> list[dict[str, str]]:
        name = name_of(measure.key)
        found = [self._row("begin_group", f"{name}_group", lambda: f"{measure.code} {measure.title}")]
        for total, parts in measure.indicators:
            for question in (total, *parts):
                found += self._value(question)
            found += self._sums(total, parts)
        for question in measure.money:
            found += self._money(question)
        found += [
            self._row("select_one status", name + naming.STATUS, lambda: _("State at the end of the period")),
            self._row("text", name + naming.ACHIEVEMENTS, lambda: _("What was done"), appearance="multiline"),
            self._row("text", name + naming.SETBACKS, lambda: _("What stood in the way"), appearance="multiline"),
            self._row("text", name + naming.NEXT_STEPS, lambda: _("Next steps"), appearance="multiline"),
            self._row("file", name + naming.FILE, lambda: _("A document or photo as evidence (no faces)")),
            {"type": "end_group", "name": f"{name}_group"},
        ]
        return found

    def _figure(
        self, question: ValueQuestion | MoneyQuestion, name: str, label: Said, hint: Said, *, whole: bool
    ) -> dict:
        messages = {}
        for language, word in LANGUAGES.items():
            with translation.override(language):
                messages[f"constraint_message::{word}"] = _("Give zero or more.")
        return self._row("integer" if whole else "decimal", name, label, hint, constraint=". >= 0", **messages)

    def _value(self, question: ValueQuestion) -> list[dict[str, str]]:
        name = name_of(question.key)

        def label() -> str:
            part = breakdown_title(question.breakdown)
            return f"{question.name} – {part}" if part else str(question.name)

        def hint() -> str:
            said = [
                str(units()[question.unit].title),
                str(question.definition) if question.is_total else "",
                _earlier(question.earlier),
            ]
            return ". ".join(one for one in said if one)

        if question.is_ratio:
            found = [
                self._figure(question, name, lambda: f"{label()}: {_('the part')}", hint, whole=True),
                self._figure(question, name + naming.WHOLE, lambda: f"{label()}: {_('the whole')}", hint, whole=True),
            ]
        else:
            found = [self._figure(question, name, label, hint, whole=question.is_whole)]
        found.append(self._why(name))
        if question.is_total:
            found.append(
                self._row("select_one overlap", name + naming.OVERLAP, lambda: _("Counted once?"), appearance="minimal")
            )
        found.append(self._row("text", name + naming.NOTE, lambda: _("Note")))
        return found

    def _why(self, name: str) -> dict[str, str]:
        label = lambda: _("If there is no figure: why")  # noqa: E731
        return self._row("select_one why", name + naming.WHY, label, relevant=f"${{{name}}} = ''", appearance="minimal")

    def _money(self, question: MoneyQuestion) -> list[dict[str, str]]:
        name = name_of(question.key)
        stage, source = money_stages()[question.stage], money_sources()[question.source]
        label = lambda: f"{stage.title} ({source.title})"  # noqa: E731
        hint = lambda: ". ".join(one for one in (question.currency, _earlier(question.earlier)) if one)  # noqa: E731
        note = self._row("text", name + naming.NOTE, lambda: _("Note"))
        return [self._figure(question, name, label, hint, whole=False), self._why(name), note]

    def _sums(self, total: ValueQuestion, parts: list[ValueQuestion]) -> list[dict[str, str]]:
        """A note that appears where the parts of a dimension do not add up to the total; it blocks nothing."""
        if total.is_ratio:
            return []
        found = []
        for dimension in dict.fromkeys(part.breakdown.partition("=")[0] for part in parts):
            own = [f"${{{name_of(p.key)}}}" for p in parts if p.breakdown.startswith(f"{dimension}=")]
            whole = f"${{{name_of(total.key)}}}"
            given = " and ".join(f"{one} != ''" for one in (whole, *own))
            relevant = f"{given} and {' + '.join(own)} != {whole}"
            name = f"{name_of(total.key)}_{dimension}{naming.CHECK}"
            found.append(
                self._row(
                    "note", name, lambda: _("The parts do not add up to the total. Is that right?"), relevant=relevant
                )
            )
        return found


def _earlier(earlier: Earlier | None) -> str:
    figure = earlier.figure if earlier else None
    if figure is None:
        return ""
    figure = figure if isinstance(figure, str) else f"{figure.normalize():f}"
    return _("Last year: %(figure)s") % {"figure": figure}


def _plain(text: str) -> str:
    """Text that stays text in a form, where ${name} would be a reference."""
    return text.replace("${", "$ {")
