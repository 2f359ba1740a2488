from django.urls import path

from cordata.projects import views

app_name = "projects"
urlpatterns = [
    path("", views.project_list, name="list"),
    path("payments/", views.payment_list, name="payments"),
    path("payments/<pid:pid>/confirm/", views.confirm_payment, name="confirm_payment"),
    path("payments/<pid:pid>/paid/", views.record_paid, name="record_paid"),
    path("proofs/<pid:pid>/", views.proof_file, name="proof"),
    path("deliverables/<pid:pid>/prove/", views.prove, name="prove"),
    path("deliverables/<pid:pid>/decide/", views.decide, name="decide"),
    path("<pid:pid>/", views.detail, name="detail"),
    path("<pid:pid>/agreement/", views.agreement_file, name="agreement"),
    path("<pid:pid>/sign/", views.sign, name="sign"),
    path("<pid:pid>/bank/", views.give_bank, name="give_bank"),
    path("<pid:pid>/bank/confirm/", views.confirm_bank, name="confirm_bank"),
    path("<pid:pid>/report/", views.report, name="report"),
    path("<pid:pid>/verify/", views.verify, name="verify"),
    path("<pid:pid>/order/", views.order, name="order"),
    path("<pid:pid>/close/", views.close, name="close"),
]
