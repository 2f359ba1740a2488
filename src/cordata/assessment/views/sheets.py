from django.http import Http404, HttpRequest, HttpResponse


def mine(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def assignment(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def accept(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def declare_conflict(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def sheet(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def save(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def comment(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def send(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404
