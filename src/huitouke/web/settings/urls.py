"""Addresses of the settings."""

from django.urls import path

from huitouke.web.settings import (
    backups,
    codes,
    connections,
    first_day,
    organisation,
    own_fields,
    rooms,
    views,
    webhooks,
)

app_name = "settings"
urlpatterns = [
    path("", views.settings, name="settings"),
    path("backups/", backups.backups, name="backups"),
    path("backups/start/", backups.backup_start, name="backup-start"),
    path("codes/", codes.code_tables, name="code-tables"),
    path("codes/entry/<uuid:code_id>/", codes.code_edit, name="code-edit"),
    path("codes/entry/<uuid:code_id>/<str:act>/", codes.code_act, name="code-act"),
    path("codes/<str:table>/", codes.code_table, name="code-table"),
    path("connections/", connections.connections, name="connections"),
    path("connections/<uuid:connection_id>/", connections.connection, name="connection"),
    path("connections/<uuid:connection_id>/<str:act>/", connections.connection_act, name="connection-act"),
    path("first-day/", first_day.first_day, name="first-day"),
    path("first-day/<str:step>/", first_day.first_day_act, name="first-day-act"),
    path("organisation/", organisation.organisation, name="organisation"),
    path("organisation/name/", organisation.group_name, name="group-name"),
    path("organisation/entities/<str:entity>/", organisation.entity_name, name="entity-name"),
    path("organisation/branches/new/", organisation.branch_form, name="branch-new"),
    path("organisation/branches/<uuid:branch_id>/", organisation.branch_form, name="branch-edit"),
    path("organisation/branches/<uuid:branch_id>/<str:act>/", organisation.branch_act, name="branch-act"),
    path("fields/", own_fields.own_fields, name="own-fields"),
    path("fields/<uuid:field_id>/", own_fields.own_field_edit, name="own-field-edit"),
    path("fields/<uuid:field_id>/<str:act>/", own_fields.own_field_act, name="own-field-act"),
    path("rooms/", rooms.rooms, name="rooms"),
    path("rooms/file/", rooms.room_file, name="room-file"),
    path("rooms/export/", rooms.room_export, name="room-export"),
    path("rooms/new/", rooms.room_form, name="room-new"),
    path("rooms/<uuid:room_id>/", rooms.room_form, name="room-edit"),
    path("rooms/<uuid:room_id>/<str:act>/", rooms.room_act, name="room-act"),
    path("room-types/new/", rooms.room_type_form, name="room-type-new"),
    path("room-types/<uuid:room_type_id>/", rooms.room_type_form, name="room-type-edit"),
    path("room-types/<uuid:room_type_id>/<str:act>/", rooms.room_type_act, name="room-type-act"),
    path("webhooks/", webhooks.webhooks, name="webhooks"),
    path("webhooks/deliveries/<uuid:delivery_id>/repeat/", webhooks.webhook_repeat, name="webhook-repeat"),
    path("webhooks/<uuid:subscription_id>/", webhooks.webhook, name="webhook"),
    path("webhooks/<uuid:subscription_id>/<str:act>/", webhooks.webhook_act, name="webhook-act"),
]
