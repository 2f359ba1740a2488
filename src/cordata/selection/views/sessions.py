from django.http import Http404, HttpRequest, HttpResponse


def sessions(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def prepare(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def session(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404
