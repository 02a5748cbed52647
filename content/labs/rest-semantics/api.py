"""The shop's interface for programs, with Django REST framework."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.html import format_html_join
from rest_framework import pagination, permissions, renderers, routers, serializers, throttling
from rest_framework.authentication import BasicAuthentication, SessionAuthentication
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import ModelViewSet
from shop.models import Book, Order


class CSV(renderers.BaseRenderer):
    """Lines for a spreadsheet."""

    media_type, format = "text/csv", "csv"

    def render(self, data: Any, *_: object) -> str:
        """Write the fields of one book, or of several."""
        rows = data if isinstance(data, list) else [data]
        return "\n".join(",".join(map(str, row.values())) for row in rows)


class Page(renderers.BaseRenderer):
    """A page for people."""

    media_type, format = "text/html", "html"

    def render(self, data: Any, *_: object) -> str:
        """Write a list of names and values."""
        return "<dl>" + format_html_join("", "<dt>{}<dd>{}", data.items()) + "</dl>"


class Pages(pagination.PageNumberPagination):
    """Twenty at a time; the client may ask for more."""

    page_size, page_size_query_param = 20, "size"


class BoundedPages(Pages):
    """Twenty at a time; the client may ask for up to a hundred."""

    max_page_size = 100


class Cursors(pagination.CursorPagination):
    """Twenty at a time, each page after the last key of the one before."""

    page_size, ordering = 20, "id"


class BookSerializer(serializers.ModelSerializer):
    """What the world may know of a book: these fields, and none that somebody adds later."""

    class Meta:
        """Name the fields."""

        model = Book
        fields = ("id", "title", "price", "stock")


class EverythingSerializer(serializers.ModelSerializer):
    """Whatever the table has."""

    class Meta:
        """Name none."""

        model = Book
        fields = "__all__"


class OrderSerializer(serializers.ModelSerializer):
    """An order."""

    class Meta:
        """Name the fields."""

        model = Order
        fields = ("id", "copies")


# region shown
class Books(ModelViewSet):
    """GET, POST, PUT, PATCH and DELETE, as the framework has them."""

    queryset = Book.objects.order_by("id")
    serializer_class = BookSerializer
    renderer_classes = (renderers.JSONRenderer, CSV, Page)

    @action(detail=True, methods=["patch"])
    def restock(self, request: Request, pk: int) -> Response:
        """Change a value by so much, instead of setting it."""
        book = get_object_or_404(Book, pk=pk)
        book.stock += int(request.data["add"])
        book.save(update_fields=["stock"])
        return Response({"stock": book.stock})


class Orders(ModelViewSet):
    """POST that may be repeated: the client names its intention, the database keeps the name."""

    queryset = Order.objects.order_by("id")
    serializer_class = OrderSerializer

    def create(self, request: Request, *_: object) -> Response:
        """Make the order, or tell of the one that was made under this name."""
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return Response(OrderSerializer(asked.save()).data, status=201)
        order, new = Order.objects.get_or_create(key=key, defaults=asked.validated_data)
        if order.copies != asked.validated_data["copies"]:
            return Response({"detail": "another order has this key"}, status=409)
        return Response(OrderSerializer(order).data, status=201 if new else 200)


# endregion


class AllBooks(Books):
    """The list without pages, and every column of the table."""

    serializer_class = EverythingSerializer


class PagedBooks(Books):
    """The list in pages as large as the client likes."""

    pagination_class = Pages


class BoundedBooks(Books):
    """The list in pages of which none is too large."""

    pagination_class = BoundedPages


class CursorBooks(Books):
    """The list in pages that go by key."""

    pagination_class = Cursors


class Private(APIView):
    """Only for the staff; it asks for a password."""

    authentication_classes = (BasicAuthentication,)
    permission_classes = (permissions.IsAdminUser,)

    def get(self, _request: Request) -> Response:
        """Tell the secret."""
        return Response({"secret": 42})


class PrivatePage(Private):
    """The same, for people who have logged in: there is nothing to ask for."""

    authentication_classes = (SessionAuthentication, BasicAuthentication)


class Throttle(throttling.AnonRateThrottle):
    """Three requests a minute."""

    rate = "3/min"


class Limited(APIView):
    """Something that may be asked for three times a minute."""

    throttle_classes = (Throttle,)

    def get(self, _request: Request) -> Response:
        """Answer."""
        return Response({})


def delete_by_link(request: HttpRequest) -> HttpResponse:
    """Remove a book with GET: what should not be."""
    Book.objects.filter(pk=request.GET["id"]).delete()
    return HttpResponse("gone")


router = routers.DefaultRouter()
for name, view in (
    ("books", Books),
    ("all", AllBooks),
    ("paged", PagedBooks),
    ("bounded", BoundedBooks),
    ("cursor", CursorBooks),
    ("orders", Orders),
):
    router.register(name, view, basename=name)
urlpatterns = [
    *router.urls,
    path("delete", delete_by_link),
    path("private/", Private.as_view()),
    path("private-page/", PrivatePage.as_view()),
    path("limited/", Limited.as_view()),
]
