from django.http import Http404


def receipt(request, **kwargs):
    raise Http404


def dossier(request, **kwargs):
    raise Http404
