"""The addresses of the catalogue, in REST and in GraphQL."""

from typing import Any

import batched
import naive
import rest
import strawberry
from django.http import HttpRequest, HttpResponse
from django.urls import path
from strawberry.django.views import AsyncGraphQLView
from strawberry.extensions import QueryDepthLimiter


class Loading(AsyncGraphQLView):
    """A view that gives each request loaders of its own."""

    async def get_context(self, request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
        """Make what the resolvers find in their context."""
        return {"request": request, "response": response, **batched.make_loaders()}


class Keeping(AsyncGraphQLView):
    """A view that keeps its loaders from request to request: the mistake to avoid."""

    kept = batched.make_loaders()

    async def get_context(self, request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
        """Give every request the same loaders."""
        return {"request": request, "response": response, **self.kept}


NAIVE = strawberry.Schema(naive.Query)
BATCHED = strawberry.Schema(batched.Query)
LIMITED = strawberry.Schema(naive.Query, extensions=[lambda: QueryDepthLimiter(max_depth=3)])

urlpatterns = [
    path("books/", rest.books),
    path("authors/<int:number>/", rest.author),
    path("books/<int:number>/reviews/", rest.reviews),
    path("screen/", rest.screen),
    path("graphql/naive/", AsyncGraphQLView.as_view(schema=NAIVE)),
    path("graphql/limited/", AsyncGraphQLView.as_view(schema=LIMITED)),
    path("graphql/batched/", Loading.as_view(schema=BATCHED)),
    path("graphql/kept/", Keeping.as_view(schema=BATCHED)),
]
