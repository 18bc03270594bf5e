"""Who signs in, in what role, and which accounts they look after."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Role(models.TextChoices):
    """What a member does here."""

    REP = "rep", "Rep"
    LEADER = "leader", "Leader"
    OPERATIONS = "operations", "Operations"
    READ_ONLY = "read_only", "Read-only"


class Members(BaseUserManager["Member"]):
    """Makes members."""

    def create_member(
        self, email: str, *, role: Role, name: str = "", password: str | None = None
    ) -> Member:
        """A new member; without a password they sign in by a link or the company's sign-in."""
        member = self.model(email=email.strip().lower(), role=role, name=name)
        member.set_password(password)
        member.save(using=self._db)
        return member

    def get_by_natural_key(self, username: str | None) -> Member:
        """The member of an e-mail address, however it is written."""
        return self.get(email=(username or "").strip().lower())


class Member(AbstractBaseUser):
    """A person who signs in."""

    email = models.EmailField(unique=True)
    name = models.TextField(blank=True)
    role = models.TextField(choices=Role.choices, default=Role.READ_ONLY)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[Members] = Members()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="workspace_known_role"
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def may_write(self) -> bool:
        """Whether the role may change anything but its own sign-in."""
        return self.role != Role.READ_ONLY

    @property
    def role_name(self) -> str:
        """The role as the company calls it."""
        from forewarn.workspace.project import names

        return names().of_role(self.role)


class Team(models.Model):
    """Members who are led together."""

    name = models.TextField(unique=True)
    members: models.ManyToManyField[Member, Any] = models.ManyToManyField(
        Member, related_name="teams", blank=True
    )

    def __str__(self) -> str:
        return self.name


class Territory(models.Model):
    """Accounts that belong together, told by rules: an account that any rule fits is in it."""

    name = models.TextField(unique=True)
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="territories"
    )
    members: models.ManyToManyField[Member, Any] = models.ManyToManyField(
        Member, related_name="territories", blank=True
    )

    class Meta:
        verbose_name_plural = "territories"

    def __str__(self) -> str:
        return self.name


class Rule(models.Model):
    """One way into a territory: an attribute of the account and its value."""

    class Attribute(models.TextChoices):
        """What a rule looks at."""

        EVERY = "every", "every account"
        OWNER = "owner", "owner"
        SEGMENT = "segment", "segment"
        PLAN = "plan", "plan"
        ACCOUNT = "account_id", "account"

    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="rules")
    attribute = models.TextField(choices=Attribute.choices)
    value = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["territory", "attribute", "value"], name="workspace_rule_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.attribute} = {self.value}" if self.value else self.attribute


class SignInLink(models.Model):
    """A link that signs a member in once; only a hash of it is kept."""

    digest = models.TextField(unique=True)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="links")
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"link of {self.member}"
