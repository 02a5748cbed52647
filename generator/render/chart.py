"""Draw amounts as bars, as inline SVG inside Markdown, in the colours of the text around it.

The scale is linear and starts at zero, so that a bar of twice the length is twice as much. The
amounts stand at the bars, and once more in words for those who cannot see them.
"""

import hashlib
from collections.abc import Iterator, Sequence
from decimal import Decimal

from markupsafe import Markup

from generator.render.amounts import number_text, show_amount
from generator.render.escape import escape

_WIDTH, _LONGEST = 400, 310  # of the drawing and of a bar: the rest is for the amount
_CAPTION, _ROW, _BAR = 28, 46, 16  # heights
_WORDS, _TOP = 14, 21  # where in its row the name's line stands, and the bar begins

Bar = tuple[str, int | Decimal]  # what it is called, and how much it is


def draw_bars(title: str, metric: str, bars: Sequence[Bar]) -> Markup:
    """Return one line of Markdown that draws bars below the name of what they measure.

    Nothing without any bars.
    """
    if not bars:
        return Markup()
    most = max(amount for _, amount in bars)
    told = (Markup("{}: {}").format(escape(name), show_amount(amount)) for name, amount in bars)
    said = Markup("; ").join(told)
    height = _CAPTION + _ROW * len(bars)
    name = f"chart-{hashlib.sha256(f'{title} {said}'.encode()).hexdigest()[:8]}"
    opening = (
        f'<svg class="lab-chart" role="img" aria-describedby="{name}" data-search-exclude=""'
        f' viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" fill="currentColor" font-size="15"'
        ' style="max-width: 100%; height: auto">'
    )
    parts = [opening, f"<title>{escape(title)}</title>", f'<desc id="{name}">{said}</desc>']
    parts.append(f'<text x="0" y="{_WORDS}" font-weight="600">{escape(metric)}</text>')
    for row, (case, amount) in enumerate(bars):
        parts += _bar(_CAPTION + row * _ROW, case, amount, most)
    return Markup("".join([*parts, "</svg>"]))  # noqa: S704 - every value is escaped above


def _bar(top: int, name: str, amount: int | Decimal, most: int | Decimal) -> Iterator[str]:
    length = max(1, round(_LONGEST * amount / most)) if amount > 0 else 0
    middle = top + _TOP + _BAR - 3
    yield f'<text x="0" y="{top + _WORDS}">{escape(name)}</text>'
    yield (
        f'<rect x="0" y="{top + _TOP}" width="{length}" height="{_BAR}" rx="2"'
        ' fill-opacity="0.75"/>'
    )
    yield f'<text x="{length + 8}" y="{middle}">{number_text(amount)}</text>'
