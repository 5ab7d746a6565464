"""The sample edition against every behaviour of a model server: what came out, and why.

    python -m tests.measure.servers ../shared/tools/llm_server.py [--only NAME]... [--out DIR]

Each row: state of the edition, who wrote it, calls, tokens, the most that was spent, seconds,
and the note for each part that fell back. The last row is an editor of our own, who words every
planned sentence as the rules want it. Nothing here passes or fails.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from reporter.newsroom.edition import Made
from tests.measure.editions import Server, serving, written_with
from tests.writing import chatting

BEHAVIOURS = """
    ok digits words swap unknown-id obey copy fenced truncated refusal empty no-usage html-200
    no-choices bad-json extra-keys wrong-types error-400-schema 401 429 500 slow reset think
    no-such-model
"""
DEFAULT = Path("../shared/tools/llm_server.py")
CAP = 1.0


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("tool", type=Path, nargs="?", default=DEFAULT)
    parser.add_argument("--only", action="append")
    parser.add_argument("--slow", default="30")
    parser.add_argument("--cap", type=float, default=CAP)
    parser.add_argument("--out", type=Path, help="keep the articles here, as Markdown")
    given = parser.parse_args(arguments)
    if not given.tool.is_file():
        _tell(f"servers: there is no {given.tool}")
        return
    with serving(given.tool, "--slow-seconds", given.slow) as server:
        for behaviour in given.only or BEHAVIOURS.split():
            made, took = _made(server, behaviour, given.cap)
            _row(behaviour, made, took, len(server.log(clear=True)))
            _keep(given.out, behaviour, made)
    with chatting.serving() as editor:
        editor.edits()
        made, took = _made(Server(editor.url.removesuffix("/v1")), "editor", given.cap)
        _row("editor", made, took, len(editor.seen))
        _keep(given.out, "editor", made)


def _made(server: Server, behaviour: str, cap: float) -> tuple[Made, float]:
    begun = time.monotonic()
    made = written_with(server, behaviour, cap=cap)
    return made, time.monotonic() - begun


def _keep(folder: Path | None, behaviour: str, made: Made) -> None:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (name,) = (name for name in made.files if name.endswith("article.md"))
        (folder / f"{behaviour}.md").write_bytes(made.files[name])


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _row(behaviour: str, made: Made, took: float, requests: int) -> None:
    cost = dict(made.edition.costs)
    _tell(
        f"{behaviour:17} {made.edition.state.value:6} {made.edition.articles[0].writer:8}"
        f"{requests:3} requests {cost.get('llm.calls', '0'):>3} calls"
        f" {cost.get('llm.tokens_in', '0'):>6} in {cost.get('llm.tokens_out', '0'):>6} out"
        f" ${cost.get('llm.usd_at_most', '0.000000')} {took:5.1f} s"
    )
    for note in made.notes:
        if "PDF" not in note:
            _tell(f"{'':18}{note}")
    for finding in made.edition.findings:
        _tell(f"{'':18}FINDING {finding.severity.value} {finding.code}: {finding.seen[:90]}")


if __name__ == "__main__":
    main()
