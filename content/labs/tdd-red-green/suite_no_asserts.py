"""Runs every line and checks nothing."""

import contextlib


def test_total(price):
    price.total(1000)
    price.total(8000, loyal=True)
    price.total(90000, loyal=True)
    price.total(100, loyal=True)
    with contextlib.suppress(ValueError):
        price.total(-500)


def test_revenue(price, fake_orders):
    price.revenue(fake_orders, "2026-01-01", "2026-02-01")
