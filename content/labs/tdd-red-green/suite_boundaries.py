"""Checks both sides of every limit; the database is a stand-in."""

import pytest


@pytest.mark.parametrize(
    ("cents", "expected"),
    [(0, 490), (2999, 3489), (3000, 3000), (3001, 3001)],
)
def test_shipping_is_free_from_30(price, cents, expected):
    assert price.total(cents) == expected


@pytest.mark.parametrize(
    ("cents", "expected"),
    [(4999, 4999), (5000, 4500), (5009, 4509), (5010, 4509), (19999, 18000), (20000, 18000)],
)
def test_a_tenth_off_from_50_and_20_at_most(price, cents, expected):
    assert price.total(cents, loyal=True) == expected


def test_no_discount_beyond_20(price):
    assert price.total(20010, loyal=True) == 18010


def test_less_than_nothing_is_refused(price):
    with pytest.raises(ValueError, match="less than nothing"):
        price.total(-1)


def test_revenue_is_what_the_database_says(price, fake_orders):
    assert price.revenue(fake_orders, "2026-01-01", "2026-02-01") == 1000
