"""Checks what usually happens, far from every limit."""

import pytest


def test_a_small_order_pays_shipping(price):
    assert price.total(1000) == 1490


def test_a_large_order_pays_none(price):
    assert price.total(8000) == 8000


def test_a_loyal_customer_saves_a_tenth(price):
    assert price.total(8000, loyal=True) == 7200


def test_a_loyal_customer_saves_20_at_most(price):
    assert price.total(90000, loyal=True) == 88000


def test_a_loyal_customer_saves_nothing_on_a_small_order(price):
    assert price.total(4000, loyal=True) == 4000


def test_less_than_nothing_is_refused(price):
    with pytest.raises(ValueError, match="less than nothing"):
        price.total(-500)


def test_revenue_is_what_the_database_says(price, fake_orders):
    assert price.revenue(fake_orders, "2026-01-01", "2026-02-01") == 1000
