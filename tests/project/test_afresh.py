"""A file that looks as it did and is another: read when it is asked for."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from tests.invoke import invoke
from tests.project.small import card, project
