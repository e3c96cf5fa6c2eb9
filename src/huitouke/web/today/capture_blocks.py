"""Blocks about asking: forms that wait, guests still to be asked, how completely branches and colleagues ask."""

from datetime import timedelta
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.queries import list_branches
from huitouke.capture.choices import Step
from huitouke.capture.forms import list_forms
from huitouke.capture.queries import capture_report, count_to_complete, list_to_complete
from huitouke.guests.today import Count
from huitouke.kernel.conditions.running import COUNT_CAP
from huitouke.web.capture.words import missing_words
from huitouke.web.templatetags.rows import count_text
from huitouke.web.today.block import SHOWN, Figure, Moment, Read

PERIOD = 7


def forms(moment: Moment) -> Read:
    """The forms that guests sent and nobody has decided about, the oldest first."""
    count = moment.forms()
    rows = list_forms(moment.actor, limit=SHOWN - 2) if count else []
    url = reverse("forms:form-list")
    figure = Figure(
        _("Forms that came in"),
        f"{count:,}",
        pgettext("unit", "forms"),
        url,
        tone="watch" if count else "",
    )
    return Read({"rows": rows, "url": url, "count": count}, (figure,), is_empty=not rows)


def to_complete(moment: Moment) -> Read:
    """Guests whom the desk asked and whose archive still lacks what the step requires: one press opens each with its
    questions."""
    if moment.branch is None:
        return Read({"rows": [], "url": reverse("capture:to-complete")}, is_empty=True)
    found = list_to_complete(moment.actor, moment.branch, moment.day, limit=SHOWN - 1)
    rows = [
        {
            "line": each.line,
            "words": missing_words(each.missing),
            "step": Step(each.step).label,
            "url": reverse("guests:guest-detail", args=[each.line.id]) + "?from=queue",
        }
        for each in found
    ]
    url = reverse("capture:to-complete")
    counted = partial(_to_complete_text, moment, moment.branch)
    figure = Figure(_("Archives to complete"), counted, pgettext("unit", "guests"), url)
    return Read({"rows": rows, "url": url}, (figure,), is_empty=not rows)


def _to_complete_text(moment: Moment, branch: Branch) -> str:
    number = count_to_complete(moment.actor, branch, moment.day, cap=COUNT_CAP + 1)
    return count_text(Count(min(number, COUNT_CAP), number > COUNT_CAP))


def completeness(moment: Moment) -> Read:
    """How completely the branches and colleagues asked in the last week; the worst colleague stands first."""
    branches = list_branches(moment.actor, Right.GUESTS_VIEW)
    report = capture_report(moment.actor, branches, moment.day - timedelta(days=PERIOD - 1), moment.day)
    asked = sum(share.asked for share in report.branches)
    complete = sum(share.complete for share in report.branches)
    url = f"{reverse('capture:report')}?days={PERIOD}"
    figure = Figure(
        _("Asked completely, 7 days"), f"{round(100 * complete / asked)}" if asked else "—", "%", url
    )
    return Read(
        {"branches": report.branches[:SHOWN], "colleagues": report.colleagues[:SHOWN], "url": url},
        (figure,),
    )
