"""Load the gazetteer: municipalities of two economies, subdivisions of five. Loading again changes only what differs."""

from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barabar.reference.catalogue import economy_of_code
from barabar.reference.models import Territory
from barabar.reference.slugs import slug
from barabar.reference.tables import Record, read_table
from barabar.reference.text import Text
from barabar.reference.verdicts import Problem, Problems

AL_COLUMNS = ("geonameid", "economy", "name_sq", "official_form_sq", "county_sq", "county_iso3166_2", "source")
XK_COLUMNS = ("geonames_admin2_code", "economy", "name_sq", "official_form_sq", "name_sr_Latn", "district_sq", "source")
ISO_COLUMNS = ("code", "economy", "name", "name_cyrillic", "type", "parent", "note")
# How ISO's words for a subdivision are kept.
KINDS = {
    "Municipality": "municipality", "District": "district", "City": "city", "Autonomous province": "province",
    "Province": "province", "Entity": "entity", "District with special status": "district",
}  # fmt: skip
LOCAL_LANGUAGE = {"MK": "mk", "ME": "sr-Latn", "RS": "sr-Latn", "BA": "bs", "TR": "tr"}


@transaction.atomic
def load_territories(path: Path) -> int:
    """Load one gazetteer file, recognised by its columns. Returns how many places it holds."""
    reader = next(reader for columns, reader in READERS if all(c in _head(path) for c in columns))
    columns = next(columns for columns, r in READERS if r is reader)
    problems: list[Problem] = []
    places: dict[str, Territory] = {}
    for record in read_table(path, columns):
        economy = economy_of_code(record["economy"])
        if economy is None:
            problems.append(
                record.problem(
                    "economy-unknown", _("“%(code)s” is not an economy of the definitions."), code=record["economy"]
                )
            )
            continue
        for place in reader(record, economy.key, problems):
            if place.key in places and place.parent_id is not None and reader is not _iso:
                problems.append(
                    record.problem("place-twice", _("“%(key)s” stands in the file twice; keep one row."), key=place.key)
                )
            places.setdefault(place.key, place)
    if problems:
        raise Problems(problems)
    for place in sorted(places.values(), key=lambda p: p.parent_id is not None):
        place.save()
    return len(places)


def recognises(head: list[str]) -> bool:
    return any(all(column in head for column in columns) for columns, _reader in READERS)


def _head(path: Path) -> list[str]:
    from_file = path.read_text(encoding="utf-8-sig").split("\n", 1)[0]
    return [column.strip() for column in from_file.replace(";", ",").split(",")]


def _number(record: Record, column: str, problems: list[Problem]) -> Decimal | None:
    if not record[column]:
        return None
    try:
        return Decimal(record[column])
    except InvalidOperation:
        problems.append(
            record.problem(
                "not-a-number", _("“%(text)s” in %(column)s is not a number."), text=record[column], column=column
            )
        )
        return None


def _albania(record: Record, economy: str, problems: list[Problem]):
    county = Territory(
        key=f"al-county-{slug(record['county_sq'])}", economy=economy, kind="county",
        name=Text({"sq": record["county_sq"]}), iso_code=record["county_iso3166_2"], source=record["source"],
    )  # fmt: skip
    yield county
    note = record["note"]
    yield Territory(
        key=f"al-{slug(record['name_sq'])}", economy=economy, kind="municipality", name=Text({"sq": record["name_sq"]}),
        official_form=Text({"sq": record["official_form_sq"]}), parent_id=county.key, geonames=record["geonameid"],
        seat=record["seat"], latitude=_number(record, "seat_lat", problems),
        longitude=_number(record, "seat_lon", problems), note=note, aliases=_aliases(note), source=record["source"],
    )  # fmt: skip


def _kosovo(record: Record, economy: str, problems: list[Problem]):
    district = Territory(
        key=f"xk-district-{slug(record['district_sq'])}", economy=economy, kind="district",
        name=Text({"sq": record["district_sq"], "sr-Latn": record["district_sr_Latn"]}), source=record["source"],
    )  # fmt: skip
    yield district
    yield Territory(
        key=f"xk-{slug(record['name_sq'])}", economy=economy, kind="municipality",
        name=Text({"sq": record["name_sq"], "sr-Latn": record["name_sr_Latn"]}),
        official_form=Text({"sq": record["official_form_sq"]}), parent_id=district.key,
        geonames=record["geonames_admin2_code"], latitude=_number(record, "seat_lat", problems),
        longitude=_number(record, "seat_lon", problems), note=record["note"],
        aliases=[record["name_in_geonames"]] if record["name_in_geonames"] else [], source=record["source"],
    )  # fmt: skip


def _iso(record: Record, economy: str, problems: list[Problem]):
    if record["note"].startswith("exclude"):
        return
    kind = KINDS.get(record["type"])
    if kind is None:
        problems.append(
            record.problem(
                "kind-unknown",
                _("“%(kind)s” is not a known kind of subdivision; known are %(known)s."),
                kind=record["type"],
                known=", ".join(KINDS),
            )
        )
        return
    names = {LOCAL_LANGUAGE[economy]: record["name"]}
    if record["name_cyrillic"]:
        names["mk" if economy == "MK" else "sr"] = record["name_cyrillic"]
    yield Territory(
        key=slug(record["code"]), economy=economy, kind=kind, name=Text(names), iso_code=record["code"],
        parent_id=slug(record["parent"]) or None, note=record["note"], aliases=[record["name"]],
        source="ISO 3166-2 (pycountry, iso-codes; iso3166-2)",
    )  # fmt: skip


def _aliases(note: str) -> list[str]:
    """ "formerly Ura Vajgurore; keep the old name as alias" → ["Ura Vajgurore"]."""
    if not note.startswith("formerly "):
        return []
    return [note.removeprefix("formerly ").partition(";")[0].strip()]


READERS = ((AL_COLUMNS, _albania), (XK_COLUMNS, _kosovo), (ISO_COLUMNS, _iso))


def find_territory(economy: str, name: str, geonames: str = "") -> Territory | None:
    """A place by its GeoNames code, or by a name as people type it, old names included."""
    places = Territory.objects.filter(economy=economy)
    if geonames:
        found = places.filter(geonames=geonames).first()
        if found:
            return found
    wanted = slug(name)
    for place in places.filter(kind__in=["municipality", "province", "entity", "city", "district"]):
        if wanted in {slug(n) for n in (*place.name.values(), *place.official_form.values(), *place.aliases)}:
            return place
    return None
