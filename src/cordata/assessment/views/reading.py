from django.http import Http404, HttpRequest, HttpResponse


def file_text(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404
