"""Links that sign a member in once: for the first member, and for the demo."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from forewarn.workspace.models import Member, Role, SignInLink
from forewarn.workspace.trail import note

LASTS = timedelta(hours=1)


def new_link(member: Member, *, now: datetime) -> str:
    """The secret part of a new link; what is kept of it is a hash."""
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        SignInLink.objects.filter(ends_at__lt=now).delete()
        SignInLink.objects.create(digest=_digest(token), member=member, ends_at=now + LASTS)
        note(None, "made a sign-in link", f"member {member.pk}")
    return token


def member_behind(token: str, *, now: datetime) -> Member | None:
    """Whom a link would sign in; None when it is none, was used, or is too old."""
    link = _usable(token, now)
    return link.member if link else None


def use(token: str, *, now: datetime) -> Member | None:
    """The member of a link, which is used up by it; of two at once only one is let in."""
    with transaction.atomic():
        link = _usable(token, now)
        if link is None:
            return None
        taken = SignInLink.objects.filter(pk=link.pk, used_at=None).update(used_at=now)
        if not taken:
            return None
        note(link.member, "signed in by link", f"member {link.member.pk}")
    return link.member


def first_member(email: str) -> Member:
    """The member of an address, made one of operations where there is none yet."""
    member = Member.objects.filter(email=email.strip().lower()).first()
    if member is not None:
        return member
    with transaction.atomic():
        member = Member.objects.create_member(email, role=Role.OPERATIONS)
        note(None, "entered", f"member {member.pk}", after={"role": member.role, "email": email})
    return member


def _usable(token: str, now: datetime) -> SignInLink | None:
    links = SignInLink.objects.select_related("member")
    return links.filter(
        digest=_digest(token), used_at=None, ends_at__gt=now, member__is_active=True
    ).first()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
