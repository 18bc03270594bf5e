"""How allauth signs our members in: nobody signs up by themselves."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.http import HttpRequest

from forewarn.workspace.models import Member, Role


class MemberAdapter(DefaultAccountAdapter):
    """Members are entered by operations, not by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False


class SingleSignOn(DefaultSocialAccountAdapter):
    """The company's sign-in: known members by their address, new ones from its own domains."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Whether the address is vouched for and belongs to a domain that may join."""
        domains = settings.FOREWARN_OIDC_DOMAINS
        return any(
            address.verified and address.email.lower().rpartition("@")[2] in domains
            for address in sociallogin.email_addresses
        )

    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]
    ) -> Member:
        """A new member with the role of their first known group; read-only without any."""
        member: Member = super().populate_user(request, sociallogin, data)
        told = sociallogin.account.extra_data
        claims = told.get("userinfo", told)
        member.name = str(claims.get("name") or "")
        member.role = role_of(claims.get("groups"))
        return member


def role_of(groups: object) -> Role:
    """The role that the settings give to the first group they know."""
    roles = settings.FOREWARN_OIDC_ROLES
    named = groups if isinstance(groups, list) else []
    known = (roles[str(group).lower()] for group in named if str(group).lower() in roles)
    return Role(next(known, Role.READ_ONLY))
