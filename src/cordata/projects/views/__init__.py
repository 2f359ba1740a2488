"""The pages of a project: for its partners, the secretariat, the authority and the payers."""

from django.http import Http404, HttpRequest, HttpResponse


def _soon(request: HttpRequest, pid: str = "") -> HttpResponse:
    raise Http404


project_list = payment_list = confirm_payment = record_paid = proof_file = prove = decide = _soon
detail = agreement_file = sign = give_bank = confirm_bank = report = submit_report = _soon
verify = order = close = _soon
