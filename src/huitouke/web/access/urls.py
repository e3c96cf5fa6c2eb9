"""Addresses of people and rights."""

from django.urls import path

from huitouke.web.access import managers, matrix, second_factor, sessions, switches, tokens, trail, users

app_name = "access"
urlpatterns = [
    path("users/", users.user_list, name="user-list"),
    path("users/new/", users.new_user, name="user-new"),
    path("users/<uuid:user_id>/", users.user_detail, name="user-detail"),
    path("users/<uuid:user_id>/change/", users.change, name="user-change"),
    path("users/<uuid:user_id>/posts/", users.add_post, name="post-add"),
    path("users/<uuid:user_id>/posts/<uuid:post_id>/take/", users.remove_post, name="post-take"),
    path("users/<uuid:user_id>/close/", users.close, name="user-close"),
    path("users/<uuid:user_id>/open/", users.open_again, name="user-open"),
    path("users/<uuid:user_id>/password/", users.give_password, name="user-password"),
    path("users/<uuid:user_id>/second-factor/remove/", users.drop_second_factor, name="user-second-factor"),
    path("users/<uuid:user_id>/sessions/end/", sessions.end_all_of, name="user-sessions-end"),
    path("users/<uuid:user_id>/tokens/", tokens.issue, name="token-issue"),
    path("tokens/", tokens.token_list, name="token-list"),
    path("tokens/<uuid:token_id>/revoke/", tokens.revoke, name="token-revoke"),
    path("sessions/", sessions.session_list, name="session-list"),
    path("sessions/own/", sessions.own_sessions, name="own-sessions"),
    path("sessions/end/", sessions.end_everybody, name="sessions-end"),
    path("sessions/<uuid:session_id>/end/", sessions.end_one, name="session-end"),
    path("matrix/", matrix.role_matrix_page, name="matrix"),
    path("second-factor/", second_factor.required_roles, name="second-factor"),
    path("trail/", trail.trail_list, name="trail-list"),
    path("trail/export/", trail.export, name="trail-export"),
    path("trail/guest/", trail.find_guest, name="trail-guest"),
    path("switches/", switches.switch_list, name="switch-list"),
    path("switches/<slug:code>/", switches.turn, name="switch-turn"),
    path("managers/", managers.manager_lines, name="manager-lines"),
    path("managers/<str:branch>/", managers.manager_line, name="manager-line"),
]
