from django.http import Http404


def texts(request, **kwargs):
    raise Http404


def text(request, **kwargs):
    raise Http404


def agree(request, **kwargs):
    raise Http404
