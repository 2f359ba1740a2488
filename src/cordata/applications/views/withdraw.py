from django.http import Http404


def withdraw(request, **kwargs):
    raise Http404
