"""Nothing that is committed names a machine's folders or a download host."""

import re

import pytest

from tests.architecture.source import committed, place

# In pieces, so that this file does not find itself.
FOLDERS = ("work", "tmp", "root", "home", "Users", "opt/pypi", "private")
HOSTS = ("pypi." + "org", "python" + "hosted.org", "registry." + "npmjs", "deb." + "debian.org")
FOLDER = re.compile(rf"(?<![\w.~}}:/-])/(?:{'|'.join(FOLDERS)})/\w")
HOST = re.compile("|".join(map(re.escape, HOSTS)))


def named(line: str) -> bool:
    return bool(FOLDER.search(line) or HOST.search(line))


def test_committed_text_names_no_machine_and_no_host() -> None:
    files = committed()
    if not files:
        pytest.skip("not a git checkout")
    found = []
    for path in files:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        found += [
            f"{place(path, number)}: {line.strip()[:80]}"
            for number, line in enumerate(lines, 1)
            if named(line)
        ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    ["open('" + "/wo" + "rk/main/x')", "at " + "/ho" + "me/me/x", "see https://" + HOSTS[0] + "/p"],
)
def test_a_folder_or_a_host_would_be_found(line: str) -> None:
    assert named(line)


@pytest.mark.parametrize("line", ["../shared/data", "src/tmp/x", "https://example.test/work/x"])
def test_other_paths_are_left_alone(line: str) -> None:
    assert not named(line)
