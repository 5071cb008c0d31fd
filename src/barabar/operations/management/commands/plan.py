"""`barabar plan import | template | lint | maps`: plans from workbooks, and what they lack."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from barabar.access.actors import SYSTEM
from barabar.plans.actions.create_plan import Head, create_plan
from barabar.plans.actions.import_plan import ImportedPlan, import_plan
from barabar.plans.catalogue import plan_levels
from barabar.plans.content import NodeContent, content_of
from barabar.plans.importing.column_maps import ColumnMap, column_maps, read_column_map
from barabar.plans.importing.merging import in_words
from barabar.plans.importing.template import make_template, own_map
from barabar.plans.linting import lint
from barabar.plans.models import Plan
from barabar.reference.catalogue import economy_of_code
from barabar.reference.definitions import DefinitionsRejected
from barabar.reference.text import Text
from barabar.reference.verdicts import Problems, Refused


class Command(BaseCommand):
    help = "Import plans from workbooks, write a workbook to fill in, list what plans lack."

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        importing = verbs.add_parser("import", help="import a plan's table")
        importing.add_argument("file", type=Path, help="workbook (.xlsx)")
        importing.add_argument("--map", required=True, help="key of a column map, or the path of its file")
        importing.add_argument("--plan", required=True, help="key of the plan")
        importing.add_argument("--dry-run", action="store_true", help="show the tree and the changes, store nothing")
        importing.add_argument("--title", help="register the plan first, with this title, if it is not there")
        importing.add_argument("--economy", default="", help="its economy, such as AL")
        importing.add_argument("--level", default="national", choices=list(plan_levels()))
        importing.add_argument("--years", default="", help="its years, such as 2012-2014")
        importing.add_argument("--communities", default="", help="for whom, such as roma,egyptian; none: mainstream")
        template = verbs.add_parser("template", help="write a workbook of our own layout, with what the plan holds")
        template.add_argument("plan", help="key of the plan")
        template.add_argument("--out", type=Path, help="file to write (default: KEY.xlsx)")
        template.add_argument("--language", default="en", choices=["sq", "en"])
        linting = verbs.add_parser(
            "lint", help="list what a plan lacks; exit code 1 where something cannot be reported"
        )
        linting.add_argument("plan", nargs="?", help="key of the plan")
        linting.add_argument("--all", action="store_true", help="every plan")
        verbs.add_parser("maps", help="list the column maps")

    def handle(self, *, verb, **options):
        try:
            getattr(self, f"do_{verb}")(options)
        except Problems as found:
            lines = "\n".join(problem.sentence for problem in found.problems)
            raise CommandError(f"Nothing was stored; {len(found.problems)} to mend:\n{lines}") from None
        except (Refused, DefinitionsRejected) as error:
            raise CommandError(str(error)) from None

    # ------------------------------------------------------------------------------------------------------ import

    def do_import(self, options: dict) -> None:
        path, mapped = options["file"], _map_of(options["map"])
        if not path.is_file():
            raise CommandError(f"{path}: there is no such file. Give the path of a workbook.")
        with transaction.atomic():
            plan, dry_run = self.plan_or_new(options), options["dry_run"]
            content = path.read_bytes()
            done = import_plan(by=SYSTEM, plan=plan, name=path.name, content=content, mapped=mapped, dry_run=dry_run)
        if options["dry_run"]:
            for node in done.nodes:
                self.stdout.write(_line(node))
        self.say(done, options["dry_run"])

    def plan_or_new(self, options: dict) -> Plan:
        plan = Plan.objects.filter(pk=options["plan"]).first()
        if plan is not None:
            return plan
        if not options["title"]:
            raise CommandError(
                f"There is no plan {options['plan']!r}. Correct the key, or give --title to register it."
            )
        economy = economy_of_code(options["economy"]) if options["economy"] else None
        years = [int(part) for part in options["years"].split("-") if part.isdigit()]
        communities = tuple(filter(None, options["communities"].split(",")))
        head = Head(
            title=Text({_map_of(options["map"]).language: options["title"]}), level=options["level"],
            economy=economy.key if economy else options["economy"], currency=economy.currency if economy else "",
            starts_year=years[0] if years else None, ends_year=years[-1] if years else None, communities=communities,
            focus="targeted" if communities else "mainstream",
        )  # fmt: skip
        if options["dry_run"]:
            return Plan(
                key=options["plan"],
                economy=head.economy,
                starts_year=head.starts_year,
                ends_year=head.ends_year,
                status="draft",
            )
        plan = create_plan(by=SYSTEM, head=head, key=options["plan"])
        self.stdout.write(f"{plan.pk}: registered as a draft")
        return plan

    def say(self, done: ImportedPlan, dry_run: bool) -> None:
        for change in done.changes:
            said = "; ".join(f"{d.field}: {d.before or '–'} → {d.after or '–'}" for d in change.differences)
            self.stdout.write(f"{change.kind}: {change.code} {change.title}{f' ({said})' if said else ''}")
        for notice in done.notices:
            self.stdout.write(f"notice: {notice.sentence}")
        if done.errors:
            lines = "\n".join(problem.sentence for problem in done.errors)
            raise CommandError(f"Nothing would be stored; {len(done.errors)} to mend:\n{lines}")
        measures = sum(node.measure is not None for node in done.nodes)
        words = "would be stored" if dry_run else "stored"
        self.stdout.write(
            f"{len(done.nodes)} entries, {measures} of them measures; {len(done.changes)} changes {words}"
        )

    # -------------------------------------------------------------------------------------------- template and lint

    def do_template(self, options: dict) -> None:
        plan = _plan(options["plan"])
        out = options["out"] or Path(f"{plan.pk}.xlsx")
        mapped = own_map(options["language"])
        out.write_bytes(make_template(content_of(plan), mapped))
        self.stdout.write(f"{out}: fill it in, then: barabar plan import {out} --map {mapped.key} --plan {plan.pk}")

    def do_lint(self, options: dict) -> None:
        if not options["plan"] and not options["all"]:
            raise CommandError("Give the key of a plan, or --all.")
        plans = Plan.objects.order_by("key") if options["all"] else [_plan(options["plan"])]
        errors = 0
        for plan in plans:
            found = lint(content_of(plan))
            errors += sum(one.severity == "error" for one in found)
            self.stdout.write(f"{plan.pk}: {len(found)} findings")
            for one in found:
                self.stdout.write(f"  {one.severity}: {one.sentence}")
        if errors:
            raise CommandError(f"{errors} findings keep something from being reported.")

    def do_maps(self, options: dict) -> None:
        for one in column_maps().values():
            self.stdout.write(f"{one.key}: {one.title}")
            for column in one.columns:
                self.stdout.write(f"    {column.means:14} {column.head}")


def _map_of(name: str) -> ColumnMap:
    path = Path(name)
    if path.suffix in {".yaml", ".yml"}:
        found = column_maps().get(path.stem) if not path.is_file() else _from_file(path)
    else:
        found = column_maps().get(name)
    if found is None:
        raise CommandError(
            f"There is no column map {name!r}. Known are {', '.join(column_maps())}; or give the path of a file."
        )
    return found


def _from_file(path: Path) -> ColumnMap:
    """One map from a file anywhere, read by the same rules."""
    return next(iter(read_column_map(path).values()), None)


def _plan(key: str) -> Plan:
    plan = Plan.objects.filter(pk=key).first()
    if plan is None:
        raise CommandError(f"There is no plan {key!r}. The plan register lists the keys.")
    return plan


def _line(node: NodeContent) -> str:
    """One entry of the tree, as a dry run prints it."""
    indent = "  " * node.level
    if node.measure is None:
        return f"{indent}{node.code}  {node.title}"
    measure = node.measure
    said = [
        in_words(measure.indicators), measure.responsible or measure.responsible_as_written,
        measure.deadline or measure.deadline_as_written, in_words(measure.budget),
    ]  # fmt: skip
    return f"{indent}{node.code}  {node.title}  [{' | '.join(filter(None, said))}]"
