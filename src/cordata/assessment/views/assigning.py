from django.http import Http404, HttpRequest, HttpResponse


def assign(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def release(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def reopen(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404
