"""What an order costs, and what a month brought in. All amounts are cents."""

import sqlite3

SHIPPING = 490
FREE_FROM = 3000
DISCOUNT_FROM = 5000
MOST_FROM = 20000

BETWEEN = "SELECT coalesce(sum(cents), 0) FROM orders WHERE day >= ? AND day < ?"


def total(cents: int, *, loyal: bool = False) -> int:
    """Return the price of an order, with its discount and its shipping."""
    if cents < 0:
        raise ValueError("an order cannot cost less than nothing")
    cents -= discount(cents) if loyal else 0
    if cents < FREE_FROM:
        cents += SHIPPING
    return cents


def discount(cents: int) -> int:
    """Return what a loyal customer saves: a tenth from 50.00 on, and 20.00 at most."""
    if cents >= MOST_FROM:
        return 2000
    if cents >= DISCOUNT_FROM:
        return cents // 10
    return 0


def revenue(orders: sqlite3.Connection, first_day: str, end: str) -> int:
    """Return the sum of all orders from ``first_day`` on, up to and without ``end``."""
    [(cents,)] = orders.execute(BETWEEN, (first_day, end))
    return cents
