"""A process that builds one site and then copies itself for each line that it is given: see `tests/copies.py`.

It answers with the number of the copy's process or, asked about one, with how that ended: null while it runs, unless
it is to wait for the end.
"""

import gc
import json
import os
import sys
import tempfile
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugins

from nextcall import pipeline, publish
from nextcall.publish import server, standing  # noqa: F401 (loaded for the copies that serve)

with tempfile.TemporaryDirectory() as folder:
    publish.build(pipeline.check(Path(sys.argv[1])), site_dir=Path(folder, "site"))
option = vars(MkDocsConfig)["plugins"]
option.plugin_cache.clear()
tempfile.tempdir = None
gc.collect()
gc.freeze()  # a copy that never looks at this again shares it
for line in sys.stdin:
    asked = json.loads(line)
    if "ended" in asked:
        process, status = os.waitpid(asked["ended"], 0 if asked["waits"] else os.WNOHANG)
        sys.stdout.write(f"{json.dumps(os.waitstatus_to_exitcode(status) if process else None)}\n")
        sys.stdout.flush()
        continue
    process = os.fork()
    if not process:
        break
    sys.stdout.write(f"{process}\n")
    sys.stdout.flush()
else:
    sys.exit()

os.chdir(asked["folder"])
os.environ |= asked["variables"]
if asked["on_the_path"]:
    sys.path[:0] = asked["on_the_path"]
    option.installed_plugins = get_plugins()  # MkDocs looks for them once, when it is imported
sys.argv[1:] = asked["arguments"]
for number, path in enumerate((os.devnull, *asked["files"])):
    os.dup2(os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT), number)
sys.stdin = os.fdopen(0, closefd=False)
exec(asked["script"], {"__name__": "__main__"})  # noqa: S102 (a test wrote it)
