"""How long ago something was, as people say it."""

from __future__ import annotations

from datetime import datetime, timedelta

from gdtutor.language import _, ngettext

# Who comes back within that time knows where they are.
AWAY = timedelta(minutes=30)


def ago(then: datetime, now: datetime) -> str:
    """`earlier today`, `yesterday`, `3 days ago`, …: by the calendar of the place where it is said. Both know their time zone."""
    days = (now.astimezone().date() - then.astimezone().date()).days
    if days <= 0:
        return _("earlier today")
    if days == 1:
        return _("yesterday")
    if days < 14:
        return ngettext("{n} day ago", "{n} days ago", days).format(n=days)
    if days < 60:
        return ngettext("{n} week ago", "{n} weeks ago", days // 7).format(n=days // 7)
    return ngettext("{n} month ago", "{n} months ago", days // 30).format(n=days // 30)
