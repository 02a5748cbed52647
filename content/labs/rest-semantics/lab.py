"""Repeat each method of HTTP, provoke each status code, and look at what a page bounds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from labkit import capture, record, sqlite, statements
from labkit.django import configure, create_tables

BOOKS = 1000
KEY = {"idempotency-key": "0b7a3c1e-52d4-4c0b-9a55-2f9d8f3a6e10"}
BOOK = {"title": "A Wizard of Earthsea", "price": "9.90", "stock": 3}
Ask = Callable[[Any], Any]

REPEATED: dict[str, Ask] = {
    "get": lambda client: client.get("/books/1/"),
    "post": lambda client: client.post("/orders/", {"copies": 2}),
    "post_with_key": lambda client: client.post("/orders/", {"copies": 2}, headers=KEY),
    "put": lambda client: client.put("/books/1/", BOOK),
    "patch_that_sets": lambda client: client.patch("/books/1/", {"stock": 3}),
    "patch_that_adds": lambda client: client.patch("/books/1/restock/", {"add": 10}),
    "delete": lambda client: client.delete("/books/1/"),
}

ONCE: dict[str, Ask] = {
    "ok": lambda client: client.get("/books/1/"),
    "created": lambda client: client.post("/books/", BOOK),
    "no_content": lambda client: client.delete("/books/1/"),
    "not_valid": lambda client: client.post("/books/", BOOK | {"price": "free"}),
    "half_a_put": lambda client: client.put("/books/1/", {"stock": 3}),
    "unauthenticated": lambda client: client.get("/private/"),
    "unauthenticated_page": lambda client: client.get("/private-page/"),
    "missing": lambda client: client.get("/books/0/"),
    "put_to_a_new_address": lambda client: client.put("/books/1001/", BOOK),
    "no_such_method": lambda client: client.post("/books/1/", BOOK),
    "no_such_form": lambda client: client.get("/books/1/", headers={"accept": "image/png"}),
    "unknown_form": lambda client: client.post("/books/", "<a/>", content_type="text/xml"),
}

FORMS = {"json": "application/json", "csv": "text/csv", "page": "text/html"}
LISTS = {
    "all_books": "/books/",
    "page": "/paged/",
    "page_of_any_size": "/paged/?size=1000000",
    "page_bounded": "/bounded/?size=1000000",
    "page_by_key": "/cursor/",
}


def main() -> None:
    """Fill the shop and send it requests."""
    with sqlite() as database:
        configure(
            database,
            "shop",
            INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "shop"],
            ROOT_URLCONF="api",
            REST_FRAMEWORK={
                "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
                "TEST_REQUEST_DEFAULT_FORMAT": "json",
            },
        )
        create_tables()
        from rest_framework.test import APIClient
        from shop.models import Book

        Book.objects.bulk_create(Book(title=f"Book {n:04}", price="19.90") for n in range(BOOKS))
        client = APIClient()
        for case, ask in REPEATED.items():
            repeat(case, client, ask)
        measure_crawler(client)
        measure_codes(client)
        measure_forms(client)
        measure_pages(client)


@contextmanager
def undone() -> Iterator[None]:
    """Let each case begin with the same shop."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def look() -> tuple[set[Any], set[Any]]:
    """See all that the shop keeps."""
    from shop.models import Book, Order

    return set(Book.objects.values_list()), set(Order.objects.values_list())


def rows(state: tuple[set[Any], set[Any]]) -> int:
    """Count the rows of both tables."""
    return sum(map(len, state))


def repeat(case: str, client: Any, ask: Ask) -> None:
    """Ask three times, and see whether the second and third time changed anything."""
    with undone():
        before, statuses, states = look(), [], []
        for _ in range(3):
            statuses.append(ask(client).status_code)
            states.append(look())
    record(
        case,
        statuses=" ".join(map(str, statuses)),
        rows_created=max(0, rows(states[2]) - rows(before)),
        rows_removed=max(0, rows(before) - rows(states[2])),
        changes=sum(new != old for old, new in zip([before, *states], states, strict=False)),
    )


def measure_crawler(client: Any) -> None:
    """Let a crawler follow ten links, of a shop that deletes by link and of one that does not."""
    for case, address in (("links_that_delete", "/delete?id={}"), ("links_to_read", "/books/{}/")):
        with undone():
            before = look()
            answers = [client.get(address.format(n)).status_code for n in range(1, 11)]
            record(case, statuses=str(*set(answers)), rows_removed=rows(before) - rows(look()))


def measure_codes(client: Any) -> None:
    """Ask once for each outcome."""
    from django.contrib.auth.models import User
    from rest_framework.test import APIClient

    codes = {}
    for case, ask in ONCE.items():
        with undone():
            codes[case] = ask(client).status_code
    visitor = APIClient()
    visitor.force_authenticate(User(username="visitor"))
    codes["forbidden"] = visitor.get("/private/").status_code
    with undone():
        client.post("/orders/", {"copies": 2}, headers=KEY)
        codes["other_order_same_key"] = client.post(
            "/orders/", {"copies": 5}, headers=KEY
        ).status_code
    answers = [client.get("/limited/") for _ in range(4)]
    codes["too_many"] = answers[-1].status_code
    for case, code in codes.items():
        record(f"code_{case}", statuses=str(code))
    record("codes", distinct=len(set(codes.values())))
    capture("www_authenticate", client.get("/private/").headers["WWW-Authenticate"])
    capture("allow", client.post("/books/1/", BOOK).headers["Allow"])


def measure_forms(client: Any) -> None:
    """Ask for one book in several forms, and for all that the table has."""
    for case, form in FORMS.items():
        answer = client.get("/books/1/", headers={"accept": form})
        text = answer.content.decode()
        record(
            f"form_{case}",
            media_type=answer.headers["Content-Type"].partition(";")[0],
            bytes=len(answer.content),
            vary=int("Accept" in answer.headers["Vary"]),
            says_cost=int("paid" in text),
        )
    everything = client.get("/all/1/")
    record(
        "form_all_columns",
        bytes=len(everything.content),
        says_cost=int("paid" in everything.json()),
    )


def measure_pages(client: Any) -> None:
    """Ask for the first page of each list, and then for all pages."""
    for case, address in LISTS.items():
        with statements() as log:
            answer = client.get(address)
        record(case, books=len(books_in(answer)), bytes=len(answer.content), queries=len(log))
    for case, address in (("whole_list", "/books/"), ("whole_list_in_pages", "/paged/")):
        with statements() as log:
            answers = [client.get(address)]
            while isinstance(answers[-1].json(), dict) and answers[-1].json()["next"]:
                answers.append(client.get(answers[-1].json()["next"]))
        record(
            case,
            requests=len(answers),
            books=sum(len(books_in(answer)) for answer in answers),
            bytes=sum(len(answer.content) for answer in answers),
            queries=len(log),
        )


def books_in(answer: Any) -> list[Any]:
    """Take the books out of a page, or of a list that is none."""
    data = answer.json()
    return list(data["results"] if isinstance(data, dict) else data)


if __name__ == "__main__":
    main()
