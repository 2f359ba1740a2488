from django.http import Http404, HttpRequest, HttpResponse


def again(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def open_it(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def sign(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def release(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def change(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404
