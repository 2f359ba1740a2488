from django.http import Http404, HttpRequest, HttpResponse


def completion(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


def completion_file(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404
