from django.http import Http404, HttpRequest, HttpResponse


def reviews(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def review(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def take(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def verify(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def settle(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def ask(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404
