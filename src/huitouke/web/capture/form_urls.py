"""Addresses of the form that guests fill in themselves."""

from django.urls import path

from huitouke.web.capture import form_desk, form_links, public_form

app_name = "forms"
urlpatterns = [
    path("r/<str:token>/", public_form.form, name="form"),
    path("r/<str:token>/thanks/", public_form.thanks, name="thanks"),
    path("forms/", form_desk.form_list, name="form-list"),
    path("forms/links/", form_links.link_list, name="link-list"),
    path("forms/links/<uuid:branch_id>/change/", form_links.change_link, name="link-change"),
    path("forms/links/<uuid:branch_id>/qr.svg", form_links.qr_image, name="link-qr"),
    path("forms/links/<uuid:branch_id>/poster/", form_links.poster, name="link-poster"),
    path("forms/<uuid:form_id>/", form_desk.form_detail, name="form-detail"),
    path("forms/<uuid:form_id>/accept/", form_desk.accept, name="form-accept"),
    path("forms/<uuid:form_id>/apply/", form_desk.apply, name="form-apply"),
    path("forms/<uuid:form_id>/discard/", form_desk.discard, name="form-discard"),
    path("forms/<uuid:form_id>/restore/", form_desk.restore, name="form-restore"),
]
