"""The site: one page under several addresses, which differ in what they say about caching."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, conditional_page
from django.views.decorators.vary import vary_on_headers

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = {"en": "An island and a dragon. ", "fr": "Une île et un dragon. "}


@dataclass
class World:
    """The time, in seconds, which only the lab moves; when it was edited; the work it took."""

    now: float = 0
    edits: tuple[float, float] = (-1000, 25)
    views: int = 0


WORLD = World()


def edition(_request: HttpRequest | None = None, **_: Any) -> str:
    """Tell which edition of the page is the current one: a cheap question."""
    return f'"edition-{sum(edit <= WORLD.now for edit in WORLD.edits)}"'


def edited_at(_request: HttpRequest) -> datetime:
    """Tell when it was last changed."""
    return EPOCH + timedelta(seconds=max(edit for edit in WORLD.edits if edit <= WORLD.now))


def page(request: HttpRequest, addition: str = "") -> HttpResponse:
    """Make the page: the costly part."""
    WORLD.views += 1
    language = request.headers.get("Accept-Language", "en")
    text = f"{edition()} {language} {WORDS[language] * 500}{addition}"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def page_with_form(request: HttpRequest) -> HttpResponse:
    """Add the hidden field that each form of Django's has; it is masked anew in every response."""
    return page(request, f'<input type="hidden" value="{get_token(request)}">')


def named_page(request: HttpRequest, name: str) -> HttpResponse:
    """Make the page under a name that changes with its content: no copy is ever out of date."""
    return page(request, name)


# region shown
urlpatterns = [
    path("plain", page),
    path("etag-of-body", conditional_page(page)),
    path("etag-of-form", conditional_page(page_with_form)),
    path("etag-of-edition", condition(etag_func=edition)(page)),
    path("last-modified", condition(last_modified_func=edited_at)(page)),
    path("max-age", cache_control(max_age=20)(page)),
    path("max-age-etag", cache_control(max_age=20)(condition(etag_func=edition)(page))),
    path("no-cache", cache_control(no_cache=True)(condition(etag_func=edition)(page))),
    path("no-store", cache_control(no_store=True)(condition(etag_func=edition)(page))),
    path("no-vary", cache_control(max_age=1000)(page)),
    path("vary", cache_control(max_age=1000)(vary_on_headers("Accept-Language")(page))),
    path("<str:name>.txt", cache_control(max_age=31_536_000, immutable=True)(named_page)),
]
# endregion
