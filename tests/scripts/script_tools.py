"""What `make lint` holds against the scripts of the site: TypeScript's checker over their JSDoc, and Biome.

`--install` gets both, `--check` runs them and says what is wrong, `--fix` lays the scripts out first. A bundle is
checked as the browser runs it: its files share one scope, and see of other bundles only what shapes.js declares.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
sys.path.insert(0, str(REPOSITORY))  # run as a script, as `make` does

from tests.npm_packages import VENV, Packages, node  # noqa: E402

from nextcall.render import scripts  # noqa: E402 (behind the line above, as is what follows)

SCRIPTS = REPOSITORY / "site_templates" / "scripts"
PACKAGES = Packages(HERE / "tools", VENV / "script-tools", Path(__file__))

_CHECKED = {
    "allowJs": True,
    "checkJs": True,
    "noEmit": True,
    "strict": True,
    "noUnusedLocals": True,
    "noUnusedParameters": True,
    "noImplicitReturns": True,
    "noFallthroughCasesInSwitch": True,
    "module": "preserve",
    "moduleDetection": "legacy",
    "target": "es2022",
    "lib": ["es2022", "dom", "dom.iterable"],
    "types": [],
}


def type_errors(bundle: str) -> str:
    """What TypeScript's checker says of the scripts of a bundle, "" where all is well."""
    together = [
        bundle,
        *(each for pair in scripts.STANDS_ON.items() if bundle in pair for each in pair if each != bundle),
    ]
    files = [str(path) for each in together for path in sorted((SCRIPTS / each).glob("*.js"))]
    files.insert(0, str(SCRIPTS / "shapes.js"))
    settings = PACKAGES.folder / f"{bundle}.tsconfig.json"
    settings.write_text(json.dumps({"compilerOptions": _CHECKED, "files": files}), encoding="utf-8")
    return _said([PACKAGES.package("typescript") / "bin" / "tsc", "--pretty", "false", "--project", settings])


def lint_errors(*, fix: bool = False) -> str:
    """What Biome says of all scripts, "" where all is well; with `fix` it lays them out first."""
    return _said([*_biome("check"), *(["--write"] if fix else []), SCRIPTS])


def unused(bundle: str) -> str:
    """What the files of a bundle define and none of them uses: only of the whole script can that be said."""
    return _said_of(bundle, scripts.as_written(bundle), "noUnusedVariables")


def undeclared(bundle: str) -> str:
    """What the script that the site has uses and nobody declares: a name that was shortened in one place alone."""
    return _said_of(bundle, scripts.joined(bundle), "noUndeclaredVariables")


def _said_of(bundle: str, script: str, rule: str) -> str:
    found = PACKAGES.folder / f"{bundle}.{rule}.js"
    found.write_text(script, encoding="utf-8")
    return _said([*_biome("lint"), f"--only=correctness/{rule}", found])


def _biome(command: str) -> list[str | Path]:
    program = PACKAGES.package("@biomejs/biome") / "bin" / "biome"
    return [program, command, f"--config-path={HERE / 'tools' / 'biome.json'}", "--error-on-warnings"]


def _said(command: list[str | Path]) -> str:
    ran = subprocess.run(
        [str(each) for each in (node(), *command)], cwd=REPOSITORY, capture_output=True, check=False, encoding="utf-8"
    )
    return (ran.stdout + ran.stderr or f"{command[0]} failed") if ran.returncode else ""


def main(arguments: list[str]) -> int:
    """Do what the only argument says."""
    if arguments == ["--install"]:
        PACKAGES.install()
        return 0
    if arguments not in (["--check"], ["--fix"]):
        sys.exit(f"usage: {Path(__file__).name} --install | --check | --fix")
    said = lint_errors(fix=arguments == ["--fix"])
    said += "".join(check(bundle) for bundle in scripts.bundles() for check in (type_errors, unused, undeclared))
    sys.stdout.write(said)
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
