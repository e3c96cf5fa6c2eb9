"""Blocks of those who look after the system: set-up, backup, machinery; and of the auditor: who read what."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from huitouke.access.backups import get_backup_state
from huitouke.access.choices import READ_SUFFIX
from huitouke.access.models import User
from huitouke.access.switches import is_on
from huitouke.access.trail import TrailFilter, entries_under, last_days
from huitouke.connectors.messages.quarantine import count_quarantined
from huitouke.connectors.webhooks.choices import SWITCH
from huitouke.connectors.webhooks.queries import count_given_up
from huitouke.hotels.mapping_queries import mappings_of
from huitouke.kernel import clock
from huitouke.kernel.health import get_health
from huitouke.web.access.trail_words import code_word
from huitouke.web.settings.first_day import find_first_day
from huitouke.web.today.block import SHOWN, Figure, Moment, Read


def first_day(moment: Moment) -> Read:
    """The check-list of a new hotel, until it is done or put away."""
    found = find_first_day(moment.actor)
    return Read({"first_day": found}, is_empty=found is None)


def backup(moment: Moment) -> Read:
    """Whether the data are safe: the last good backup, and what somebody must do about it."""
    state = get_backup_state(moment.actor)
    url = reverse("settings:backups")
    hours = int((clock.now() - state.last.made_at).total_seconds() // 3600) if state.last else None
    figure = Figure(
        _("Last backup"),
        "—" if hours is None else f"{hours:,}",
        "" if hours is None else pgettext("unit", "h ago"),
        url,
        tone="alarm" if state.problem else "",
    )
    return Read({"state": state, "url": url}, (figure,))


def waiting_codes(moment: Moment) -> Read:
    """Codes of other systems that nobody has said the meaning of."""
    count = mappings_of(moment.actor).filter(is_mapped=False).count()
    url = reverse("settings:mappings")
    figure = Figure(_("Codes to be mapped"), f"{count:,}", pgettext("unit", "codes"), url, tone="watch")
    return Read({"count": count, "url": url}, (figure,) if count else (), is_empty=not count)


def machinery(moment: Moment) -> Read:
    """Whether the worker lives, and what failed or waits too long; each line says what to do."""
    health = get_health()
    given_up = count_given_up(moment.actor) if is_on(SWITCH) else 0
    lines = [
        (
            _("Worker"),
            _("at work") if health.workers else _("none is at work: imports, backups and messages wait"),
            "" if health.workers else "./huitouke worker",
            bool(health.workers),
        ),
        (
            _("Jobs"),
            _found(health.failed_jobs, health.late_jobs),
            "./huitouke doctor" if health.failed_jobs or health.late_jobs else "",
            not (health.failed_jobs or health.late_jobs),
        ),
        (
            _("Events"),
            ngettext("%(n)s waits too long", "%(n)s wait too long", health.late_events)
            % {"n": health.late_events}
            if health.late_events
            else _("all delivered"),
            "./huitouke doctor" if health.late_events else "",
            not health.late_events,
        ),
    ]
    stuck = count_quarantined(moment.actor)
    bad = bool(stuck) + sum(not is_good for _label, _words, _mend, is_good in lines) + bool(given_up)
    figure = Figure(_("To be mended"), f"{bad}", pgettext("unit", "findings"), tone="alarm" if bad else "")
    context = {
        "lines": lines,
        "given_up": given_up,
        "webhooks_url": reverse("settings:webhooks"),
        "stuck": stuck,
        "quarantine_url": reverse("quarantine:message-list"),
    }
    return Read(context, (figure,))


def _found(failed: int, late: int) -> str:
    words = []
    if failed:
        words.append(ngettext("%(n)s failed", "%(n)s failed", failed) % {"n": failed})
    if late:
        words.append(ngettext("%(n)s waits too long", "%(n)s wait too long", late) % {"n": late})
    return " · ".join(words) or _("none failed, none late")


def readings(moment: Moment) -> Read:
    """Who read sensitive fields of guests since yesterday, most first; each line opens its rows of the trail."""
    since, until = last_days(1)
    chosen = TrailFilter(since=since, until=until, only_reads=True)
    counted = (
        entries_under(moment.actor, chosen)
        .values("actor_id", "actor_name")
        .annotate(times=Count("id"), guests=Count("object_id", distinct=True), last=Max("created_at"))
        .order_by("-times", "actor_name")[: SHOWN + 1]
    )
    rows: list[dict[str, Any]] = [{**row} for row in counted]
    names = dict(User.objects.filter(id__in=[row["actor_id"] for row in rows]).values_list("id", "username"))
    base = reverse("access:trail-list")
    for row in rows:
        who = names.get(row["actor_id"], "")
        row["url"] = f"{base}?{urlencode({'reads': 1, 'who': who})}" if who else f"{base}?reads=1"
    url = f"{base}?reads=1"
    times = sum(row["times"] for row in rows[:SHOWN])
    figure = Figure(
        _("Sensitive fields read, 24 h"),
        f"{times:,}{'+' if len(rows) > SHOWN else ''}",
        pgettext("unit", "times"),
        url,
    )
    return Read({"rows": rows[:SHOWN], "url": url}, (figure,))


def doings(moment: Moment) -> Read:
    """What was done most since yesterday, by the codes of the trail."""
    since, until = last_days(1)
    chosen = TrailFilter(since=since, until=until)
    rows = (
        entries_under(moment.actor, chosen)
        .exclude(code__endswith=READ_SUFFIX)
        .values("code")
        .annotate(times=Count("id"))
        .order_by("-times", "code")[:SHOWN]
    )
    base = reverse("access:trail-list")
    lines = [
        (code_word(row["code"]), row["times"], f"{base}?{urlencode({'code': row['code']})}") for row in rows
    ]
    return Read({"lines": lines, "url": base})
