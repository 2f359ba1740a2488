from django.http import Http404


def mine(request, **kwargs):
    raise Http404


def choose(request, **kwargs):
    raise Http404


def start(request, **kwargs):
    raise Http404


def start_from(request, **kwargs):
    raise Http404
