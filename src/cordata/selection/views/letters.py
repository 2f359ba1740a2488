from django.http import Http404, HttpRequest, HttpResponse


def letter(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def letter_file(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404
