"""Checks the limits of a month in a real database."""

import sqlite3
from contextlib import closing

import pytest


@pytest.fixture
def orders():
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE orders (day TEXT, cents INTEGER)")
        days = [("2025-12-31", 1), ("2026-01-01", 20), ("2026-01-31", 300), ("2026-02-01", 4000)]
        database.executemany("INSERT INTO orders VALUES (?, ?)", days)
        yield database


def test_a_month_has_its_first_day_and_not_the_next_months(price, orders):
    assert price.revenue(orders, "2026-01-01", "2026-02-01") == 320


def test_a_month_without_orders_brings_nothing(price, orders):
    assert price.revenue(orders, "2026-03-01", "2026-04-01") == 0
