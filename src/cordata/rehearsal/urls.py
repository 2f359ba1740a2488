app_name = "rehearsal"
urlpatterns: list[object] = []
