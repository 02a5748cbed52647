"""Show what labs measured: the one place that decides how a number looks."""

from decimal import Decimal

from markupsafe import Markup

from generator.model import Amount
from generator.render.escape import escape

# Narrow, and no place to break a line. Of four digits on, as in 5 000.
_SEPARATOR = "\N{NARROW NO-BREAK SPACE}"
_DIGITS = 3  # that a number which is not whole is rounded to


def show_amount(amount: Amount) -> Markup:
    """Return a number with its thousands apart, or the name of something, for any place."""
    if isinstance(amount, str):
        return escape(amount)
    return Markup(number_text(amount))  # noqa: S704 - digits, a sign, a point and spaces


def number_text(amount: int | Decimal) -> str:
    """Return a number as text; all digits of a whole one, three of another."""
    number = Decimal(amount)
    whole = number.to_integral_value()
    number = whole if number == whole else _rounded(number)
    return f"{number:,f}".replace(",", _SEPARATOR)


def _rounded(number: Decimal) -> Decimal:
    """Round, but never in front of the point: 1234.56 is 1235."""
    places = min(_DIGITS - 1 - number.adjusted(), 12)
    rounded = number.quantize(Decimal(1).scaleb(-max(places, 0)))
    return rounded.normalize() if places > 0 else rounded
