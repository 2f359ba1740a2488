from django.http import Http404


def project(request, **kwargs):
    raise Http404
