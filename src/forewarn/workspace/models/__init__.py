"""What the workspace keeps beside the ledger: members and their access, the trail, the book."""

from forewarn.workspace.models.answered import Answered
from forewarn.workspace.models.attended import Attended
from forewarn.workspace.models.book import BookLine, BookState
from forewarn.workspace.models.cases import CaseLine, CaseState
from forewarn.workspace.models.members import Member, Role, Rule, SignInLink, Team, Territory
from forewarn.workspace.models.past import BookAccount, BookDay, BookShift
from forewarn.workspace.models.trail import TrailEntry
from forewarn.workspace.models.views import SavedView

__all__ = [
    "Answered",
    "Attended",
    "BookAccount",
    "BookDay",
    "BookLine",
    "BookShift",
    "BookState",
    "CaseLine",
    "CaseState",
    "Member",
    "Role",
    "Rule",
    "SavedView",
    "SignInLink",
    "Team",
    "Territory",
    "TrailEntry",
]
