"""Asks git for what it keeps. Only its plumbing is called, which knows no alias, pager, filter or text conversion.

Nothing is written: no lock, no index, no object fetched. Hooks and worktrees set variables that name a repository;
what counts is the one around the playbook.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Self

from nextcall.history.tree import Entry, Lies
from nextcall.printable import on_one_line

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator
    from pathlib import Path

_NOT_OURS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_NAMESPACE")
_OURS = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",  # git knows it from 2.44 on, the next one always
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_PAGER": "cat",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_TRACE": "0",
    "LC_ALL": "C",
}
_SETTINGS = ("-c", "core.fsmonitor=false", "-c", "core.quotePath=false")
_OF_BRANCHES = ("HEAD", "refs/heads", "packed-refs", "reftable")
_CHUNK = 1 << 20
_MOST_LINKS = 20
_MOSTLY = 0.5
"""The share of files in common from which on a folder is taken for an earlier name of another."""
_OTHER_REPOSITORY = 0o160000
"""The mode of a submodule, of which a tree knows the commit alone."""

_NO_GIT = "git isn't installed here, and the playbook's history is kept by it"
_SHALLOW = (
    "\nThis clone is shallow: it lacks older commits. Get them with `git fetch --unshallow`, or in GitHub's checkout "
    "step with `fetch-depth: 0`, in GitLab with `GIT_DEPTH: 0`."
)


class HistoryProblem(Exception):  # noqa: N818 (what it says is for users, like `EnvironmentProblem`)
    """Git can't answer. The message says what is wrong and what to do about it."""


class NoPlaybookError(HistoryProblem):
    """A revision holds no playbook."""


class Blob(NamedTuple):
    """An entry of git's: `mode` as in file systems, `name` that of the object."""

    mode: int
    name: str


class Repository:
    """A repository on disk, by the top folder of its working tree. It is a context: at its end git's process ends."""

    def __init__(self, top: Path, prefix: str) -> None:
        """`prefix` leads from `top` to the folder that was asked about; it ends in a slash, or is ""."""
        self.top = top
        self.prefix = prefix
        self._reader: subprocess.Popen[bytes] | None = None

    @classmethod
    def around(cls, folder: Path) -> Self:
        """The repository whose working tree `folder` lies in.

        Raises:
            HistoryProblem: There is none, or git refuses it.
        """
        from pathlib import Path  # noqa: PLC0415 (this module is imported for its types, too)

        real = os.path.realpath(folder)
        done = _run(real, "rev-parse", "--show-toplevel", "--show-prefix")
        if done.returncode:
            raise HistoryProblem(_refused(folder, os.fsdecode(done.stderr)))
        top, prefix = os.fsdecode(done.stdout).split("\n")[:2]
        return cls(Path(top), prefix)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    @cached_property
    def is_shallow(self) -> bool:
        """Whether older commits are missing here."""
        return self._asked("rev-parse", "--is-shallow-repository").strip() == b"true"

    def commit(self, revision: str) -> str:
        """The name of the commit that a revision means: 40 hexadecimal digits, or 64.

        Raises:
            HistoryProblem: It means none.
        """
        odd = not revision or revision.startswith("-") or not revision.isprintable()
        found = b"" if odd else self._asked("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
        if not found:
            raise HistoryProblem(self._no_revision(revision))
        return found.decode("ascii").strip()

    def kept_in(self) -> tuple[Path, ...]:
        """The files and folders of git's that differ once the branch has another commit, or another is checked out.

        They need not be there: which of them git writes depends on how it keeps its branches.
        """
        said = self._asked("rev-parse", *(part for each in _OF_BRANCHES for part in ("--git-path", each)))
        return tuple(self.top / path for path in os.fsdecode(said).split("\n") if path)

    def merge_base(self, one: str, other: str) -> str:
        """The commit from which two commits have gone apart.

        Raises:
            HistoryProblem: They have none in common, as far as this clone knows.
        """
        found = self._asked("merge-base", self.commit(one), self.commit(other))
        if not found:
            message = f"'{one}' and '{other}' have no commit in common here"
            raise HistoryProblem(message + (_SHALLOW if self.is_shallow else ""))
        return found.decode("ascii").split()[0]

    def _no_revision(self, revision: str) -> str:
        if not self._asked("rev-parse", "--verify", "--quiet", "HEAD"):
            return f"there is no revision '{revision}': this branch has no commit yet"
        message = f"there is no revision '{revision}' in this repository"
        if self.is_shallow:
            return message + _SHALLOW
        known = self._asked("for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/remotes", "refs/tags")
        names = os.fsdecode(known).split("\n")
        meant = [each for each in names if each and each.rpartition("/")[2] == revision.rpartition("/")[2]]
        return f"{message}; did you mean '{meant[0]}'?" if meant else message

    def playbook_at(self, commit: str, files: Callable[[], frozenset[str]] = frozenset) -> TreeAtCommit:
        """The playbook at a commit: in the same folder as today, or in the one that had its name then.

        `files` gives the paths of today's, relative to its folder. A folder that has gone since is taken for an earlier
        name of today's where most of the files are the same.

        Raises:
            NoPlaybookError: There is none.
        """
        here = self._listed(f"{commit}:{self.prefix.rstrip('/')}")
        if here is not None and "playbook.yaml" in here:
            return TreeAtCommit(self, self.prefix, here)
        prefix = self._earlier_folder(commit, files())
        if prefix is None:
            where = self.prefix.rstrip("/") or "the top folder"
            message = f"there is no playbook in {where} at {commit[:12]}"
            raise NoPlaybookError(message)
        inside = self._listed(f"{commit}:{prefix.rstrip('/')}") or {}
        return TreeAtCommit(self, prefix, inside)

    def _earlier_folder(self, commit: str, files: frozenset[str]) -> str | None:
        everything = self._listed(commit) or {}
        inside: dict[str, set[str]] = {}
        for path in everything:
            folder, _, name = path.rpartition("/")
            if name == "playbook.yaml" and not (self.top / path).exists():
                inside[f"{folder}/" if folder else ""] = set()
        for path in everything if inside else ():
            end = len(path) if path.endswith(".yaml") else 0
            while end > 0:
                end = path.rfind("/", 0, end - 1) + 1
                if path[:end] in inside:
                    inside[path[:end]].add(path[end:])
        alike = {prefix: len(yaml & files) / len(yaml | files) for prefix, yaml in inside.items()}
        likest = min(inside, key=lambda prefix: (-alike[prefix], len(prefix), prefix), default=None)
        return likest if likest is not None and alike[likest] >= _MOSTLY else None

    def _listed(self, tree: str) -> dict[str, Blob] | None:
        """The files of a tree by path, those of its folders included; None where there is no such tree."""
        done = _run(self.top, "ls-tree", "-r", "-z", "--full-tree", tree)
        if done.returncode:
            return None
        listed = {}
        for line in os.fsdecode(done.stdout).split("\0"):
            facts, _, path = line.partition("\t")
            if path:
                mode, _, name = facts.split(" ")
                listed[path] = Blob(int(mode, 8), name)
        return listed

    def read(self, name: str, most: int) -> bytes:
        """The first `most` bytes of an object; raises OSError where it isn't here."""
        reader = self._reading()
        assert reader.stdin is not None  # noqa: S101 (it is a pipe, see below)
        assert reader.stdout is not None  # noqa: S101
        reader.stdin.write(f"{name}\n".encode("ascii"))
        reader.stdin.flush()
        head = reader.stdout.readline().split()
        if len(head) != 3:  # noqa: PLR2004 (name, type and size; else what is missing)
            if not head:  # it has given up, as it does where it may not fetch
                self._stop()
            message = (
                "git doesn't have its content: the clone is partial; `git fetch --refetch --no-filter` gets it all"
            )
            raise OSError(0, message)
        size = int(head[2])
        content = reader.stdout.read(min(size, most))
        left = size - len(content) + 1
        while left > 0:
            left -= len(reader.stdout.read(min(left, _CHUNK))) or left
        return content

    def _reading(self) -> subprocess.Popen[bytes]:
        import subprocess  # noqa: PLC0415 (only who asks git needs it)

        if self._reader is None:
            self._reader = subprocess.Popen(  # noqa: S603 (git, with arguments of ours)
                ["git", *_SETTINGS, "cat-file", "--batch"],  # noqa: S607 (found on the PATH, as people have it)
                cwd=self.top,
                env=_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._reader

    def _stop(self) -> None:
        reader, self._reader = self._reader, None
        if reader is None:
            return
        for stream in (reader.stdin, reader.stdout):
            assert stream is not None  # noqa: S101 (they are pipes)
            with suppress(OSError):
                stream.close()
        reader.wait()

    def ask(self, *arguments: str) -> bytes:
        """What one of git's commands answers; nothing where it says that there is no answer."""
        return self._asked(*arguments)

    def _asked(self, *arguments: str) -> bytes:
        """What git answers; nothing where it says that there is no answer."""
        done = _run(self.top, *arguments)
        return b"" if done.returncode else done.stdout


class TreeAtCommit:
    """The files of a playbook at a commit. `prefix` leads to them from the repository's top folder."""

    def __init__(self, repository: Repository, prefix: str, blobs: dict[str, Blob]) -> None:
        """`blobs` are the entries by path, relative to the playbook's folder."""
        self.prefix = prefix
        self._repository = repository
        self._blobs = blobs
        self._folders: dict[str, dict[str, Blob | None]] = {"": {}}
        self._modules: dict[str, TreeAtCommit] = {}
        for path, blob in blobs.items():
            self._place(path, blob)

    def _place(self, path: str, blob: Blob) -> None:
        """Put an entry into its folder, and that into the folders around it."""
        folder, _, name = path.rpartition("/")
        is_known = folder in self._folders
        self._folders.setdefault(folder, {})[name] = blob
        while folder and not is_known:
            above, _, own = folder.rpartition("/")
            is_known = above in self._folders
            self._folders.setdefault(above, {})[own] = None
            folder = above

    def _lies(self, path: str, blob: Blob | None) -> Lies:
        if blob is None:
            return Lies.FOLDER
        if stat.S_ISLNK(blob.mode):
            return self._leads_to(path)[0]
        if blob.mode == _OTHER_REPOSITORY:
            return Lies.FOLDER if self._open(path, blob) else Lies.ELSEWHERE
        return Lies.FILE

    def _open(self, path: str, blob: Blob) -> bool:
        """Look into another repository, which is checked out here; whether its files are at hand."""
        top = self._repository.top / f"{self.prefix}{path}"
        if not (top / ".git").exists():
            return False
        module = Repository(top, "")
        blobs = module._listed(blob.name)  # noqa: SLF001 (its own kind)
        if blobs is None:
            return False
        self._modules[path] = TreeAtCommit(module, "", blobs)
        return True

    def _leads_to(self, path: str) -> tuple[Lies, str]:
        """What a link leads to, and the path of that; links are followed by their words, not through other links."""
        for _ in range(_MOST_LINKS):
            blob = self._blobs.get(path)
            if blob is None:
                return (Lies.LINK_TO_FOLDER if path in self._folders else Lies.NOTHING), path
            if not stat.S_ISLNK(blob.mode):
                return Lies.FILE, path
            target = os.fsdecode(self._repository.read(blob.name, _CHUNK))
            inside = os.path.normpath(f"/{self.prefix}{path}/../{target}") if not target.startswith("/") else "//"
            if not f"{inside}/".startswith(f"/{self.prefix}"):
                return Lies.LINK_OUT, path
            path = inside[len(self.prefix) + 1 :]
        return Lies.NOTHING, path

    def entries(self, folder: str) -> Iterator[Entry]:
        """What lies in a folder."""
        module, inside = self._module(folder)
        if module is not None:
            yield from module.entries(inside)
            return
        if folder not in self._folders:
            raise FileNotFoundError(2, "no such folder", folder)
        for name, blob in self._folders[folder].items():
            yield Entry(name, self._lies(f"{folder}/{name}" if folder else name, blob))

    def read(self, path: str, most: int) -> bytes:
        """The first bytes of a file; links are followed."""
        module, inside = self._module(path)
        if module is not None:
            return module.read(inside, most)
        _, path = self._leads_to(path)
        return self._repository.read(self._blobs[path].name, most)

    def _module(self, path: str) -> tuple[TreeAtCommit | None, str]:
        for top, module in self._modules.items():
            if path == top or path.startswith(f"{top}/"):
                return module, path[len(top) + 1 :]
        return None, path

    def close(self) -> None:
        """Let go of the other repositories that were looked into."""
        for module in self._modules.values():
            module.close()
            module._repository._stop()  # noqa: SLF001 (its own kind)


def _environment() -> dict[str, str]:
    return {**{name: value for name, value in os.environ.items() if name not in _NOT_OURS}, **_OURS}


def _run(folder: str | Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    import subprocess  # noqa: PLC0415 (only who asks git needs it)

    try:
        return subprocess.run(  # noqa: S603 (git, with arguments of ours)
            ["git", *_SETTINGS, *arguments],  # noqa: S607 (found on the PATH, as people have it)
            cwd=folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except OSError:  # there is none, or none can be started
        raise HistoryProblem(_NO_GIT) from None


def _refused(folder: Path, said: str) -> str:
    """Why git won't look at a folder, in our words where we have some."""
    if "dubious ownership" in said:
        return (
            f"git doesn't trust the repository around {folder}, for it belongs to another user\n"
            "If you do, say so: git config --global --add safe.directory '*'"
        )
    if "not a git repository" in said or "must be run in a work tree" in said:
        return f"{folder} lies in no git repository, and its history is kept by git"
    return f"git can't look at {folder}: {on_one_line(said)}"
