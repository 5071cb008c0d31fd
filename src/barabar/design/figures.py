"""Figures and dates as readers of the page's language write them, from CLDR (Django's own formats disagree with it)."""

import datetime
from decimal import Decimal, InvalidOperation

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from django.utils import timezone
from django.utils.translation import get_language, to_locale

NO_VALUE = "–"
# English as the region's institutions write it: day before month.
WRITTEN_AS = {"en": "en_GB", "cnr": "sr_Latn_ME"}


def reader_locale() -> Locale:
    """The CLDR locale of the page's language; English where CLDR knows none."""
    code = get_language() or "en"
    name = WRITTEN_AS.get(code, to_locale(code))
    try:
        return Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


def number_marks() -> dict[str, str]:
    """The decimal mark and the mark between thousands."""
    symbols = reader_locale().number_symbols["latn"]
    return {"decimal": symbols["decimal"], "group": symbols["group"]}


def _decimal(value) -> Decimal | None:
    """None for what is not a finite number; a float is read by its shortest writing, never by its binary tail."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _pattern(decimals: int | None, longest: int) -> str:
    if decimals is None:
        return "#,##0." + "#" * longest
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def amount(value, decimals: int | None = None) -> str:
    """1234567.5 → «1 234 567,5» in Albanian, «1,234,567.5» in English; nothing → «–», never 0."""
    if value is None or value == "":
        return NO_VALUE
    number = _decimal(value)
    if number is None:
        return str(value)
    written = format_decimal(number, format=_pattern(decimals, 6), locale=reader_locale())
    return written.replace("-", "−")


def percent(value, decimals: int | None = None) -> str:
    """82.4, a number already in hundredths → «82.4%» with the sign where the language puts it; nothing → «–»."""
    if value is None or value == "":
        return NO_VALUE
    number = _decimal(value)
    if number is None:
        return str(value)
    locale = reader_locale()
    sign = locale.percent_formats[None].pattern.replace("#,##0", "{}")
    figures = format_decimal(number, format=_pattern(decimals, 1), locale=locale).replace("-", "−")
    return sign.format(figures)


def share(part, whole, decimals: int = 0) -> str:
    """71 of 100 → «71%»; «–» where the whole is nothing or zero."""
    above, below = _decimal(part), _decimal(whole)
    if above is None or not below:
        return NO_VALUE
    return format_percent(above / below, format=_share_pattern(decimals), locale=reader_locale())


def _share_pattern(decimals: int) -> str:
    return reader_locale().percent_formats[None].pattern.replace("#,##0", _pattern(decimals, 1))


def day(value, width: str = "long") -> str:
    """A date in words: «21 nëntor 2026». Moments are shown on the installation's clock; nothing → «–»."""
    if not value:
        return NO_VALUE
    if isinstance(value, str):
        try:
            value = datetime.date.fromisoformat(value[:10])
        except ValueError:
            return value
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return format_date(value, width, locale=reader_locale())
