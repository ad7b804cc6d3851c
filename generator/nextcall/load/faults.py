"""What can be wrong with a file before it is a model: the ids of those diagnostics and their manual.

They are no rules of a playbook's quality: always errors, with no level and no `allow`.
"""

from __future__ import annotations

from enum import StrEnum


class FaultId(StrEnum):
    """The id of something that keeps a file from being read."""

    MERGE_CONFLICT = "merge-conflict"
    YAML_SYNTAX = "yaml-syntax"
    DUPLICATE_KEY = "duplicate-key"
    EMPTY_VALUE = "empty-value"
    EMPTY_FILE = "empty-file"
    YAML_ALIAS = "yaml-alias"
    YAML_TAG = "yaml-tag"
    YAML_DIRECTIVE = "yaml-directive"
    YAML_DOCUMENTS = "yaml-documents"
    YAML_TAB = "yaml-tab"
    YAML_DEPTH = "yaml-depth"
    NOT_UTF_8 = "not-utf-8"
    FILE_TOO_LARGE = "file-too-large"
    FILE_NAME = "file-name"
    UNREADABLE_FILE = "unreadable-file"
    LINK_OUT_OF_PLAYBOOK = "link-out-of-playbook"
    NO_PLAYBOOK_FILE = "no-playbook-file"
    SCHEMA = "schema"


MANUAL: dict[FaultId, str] = {
    FaultId.MERGE_CONFLICT: """\
A merge was not finished: both versions stand in the file, between the lines that git writes around them.

Keep what should stay of the two, and delete the lines that begin with `<<<<<<<`, `|||||||`, `=======` and `>>>>>>>`.
Until then nothing else is said about the file, because nobody could say which version is meant. In the team's own
Markdown pages, markers inside a block of code are an example of such lines.

```text
<<<<<<< HEAD
name: Prove the fit
=======
name: Prove the value
>>>>>>> rename-stages
```
""",
    FaultId.YAML_SYNTAX: """\
A line can't be read as YAML.

Most often a value needs quotes: it holds `: `, or it begins with `"`, `@`, `%`, `>`, `*`, `&` or a backtick. The hint
shows the line as it should be. Otherwise the indentation of the line doesn't match that of its neighbours.

```yaml
summary: We know: the cost        # wrong
summary: "We know: the cost"      # right
```
""",
    FaultId.DUPLICATE_KEY: """\
A field is given twice in the same place.

Only one of the two could count, and nobody could say which. Keep one.
""",
    FaultId.EMPTY_VALUE: """\
A field or an item of a list has no value.

Write a value or delete the line. If the value begins with `#`, or a comma in `{…}` has cut it, put quotes around it.

```yaml
name: #1 priority          # wrong: the value is a comment
name: "#1 priority"        # right
```
""",
    FaultId.EMPTY_FILE: """\
A file of the playbook is empty, or holds nothing but comments.

Fill it or delete it; a playbook needs no file but playbook.yaml.
""",
    FaultId.YAML_ALIAS: """\
A value begins with `*` or `&`, which YAML takes for a reference.

Playbooks use no references, so that everybody sees on the spot what a line says. Put quotes around a text that begins
so.
""",
    FaultId.YAML_TAG: """\
A value begins with `!`, which YAML takes for a tag.

Playbooks use no tags. Put quotes around a text that begins so.
""",
    FaultId.YAML_DIRECTIVE: """\
A line begins with `%`, which YAML takes for a directive.

Remove the line, or put quotes around a text that begins so.
""",
    FaultId.YAML_DOCUMENTS: """\
A file holds more than one YAML document.

Every file of a playbook holds one. Remove the line `---` in the middle, or move the rest into a file of its own.
""",
    FaultId.YAML_TAB: """\
A line is indented with a tab.

YAML knows only spaces. Use two for each level; every editor can be told to type spaces for the tab key.
""",
    FaultId.YAML_DEPTH: """\
Brackets or lists are nested deeper than 64 levels.

Nothing in a playbook nests more than ten deep; a bracket is probably missing.
""",
    FaultId.NOT_UTF_8: """\
A file is not saved as UTF-8.

Save it again with the encoding UTF-8; every editor offers that in its save dialogue or status bar.
""",
    FaultId.FILE_TOO_LARGE: """\
A file is larger than 10 MB, or holds more than 300,000 values.

That is some 200,000 lines: split it, one sales process a file.
""",
    FaultId.FILE_NAME: """\
A file's name can't be the id of a process.

The name of a file in `sales/` or `buying/`, without `.yaml`, is the id of its process and part of its page's address:
small letters, digits and single hyphens. Nor may two names differ only in their capitals, for Windows and macOS take
both for one file, or be written in anything but UTF-8.
""",
    FaultId.UNREADABLE_FILE: """\
A file or folder of the playbook can't be read.

Check its permissions. A link whose target is gone counts as well, and so do a link to a folder and a folder whose name
ends in `.yaml`. Commands end with exit code 2.
""",
    FaultId.LINK_OUT_OF_PLAYBOOK: """\
A symbolic link in the playbook leads out of its folder.

Following it could publish files that were never meant for the site. Put the file itself into the playbook.
""",
    FaultId.NO_PLAYBOOK_FILE: """\
The folder has no playbook.yaml.

That file gives the playbook its title and makes the folder one. The shortest one that works is a line `title: …`.
""",
    FaultId.SCHEMA: """\
A field is missing, misspelt or holds something that it can't.

The message says what is wrong and the hint what to write. `nextcall schema KIND` prints everything that can be said in
a file of that kind.
""",
}
