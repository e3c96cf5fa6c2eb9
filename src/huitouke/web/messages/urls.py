"""Addresses of messages."""

from django.urls import path

from huitouke.web.messages import hook, quarantine

app_name = "quarantine"
urlpatterns = [
    path("hooks/in/<uuid:connection_id>", hook.take, name="hook"),
    path("messages/", quarantine.message_list, name="message-list"),
    path("messages/again/", quarantine.replay_all, name="message-replay-all"),
    path("messages/<uuid:message_id>/", quarantine.message_detail, name="message-detail"),
    path("messages/<uuid:message_id>/check/", quarantine.check, name="message-check"),
    path("messages/<uuid:message_id>/mend/", quarantine.mend, name="message-mend"),
    path("messages/<uuid:message_id>/again/", quarantine.replay, name="message-replay"),
    path("messages/<uuid:message_id>/drop/", quarantine.drop, name="message-drop"),
    path("messages/<uuid:message_id>/restore/", quarantine.restore, name="message-restore"),
]
