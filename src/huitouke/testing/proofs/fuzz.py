"""The whole API fuzzed over real HTTP: schemathesis makes requests from the description, right and wrong ones."""

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from huitouke.testing.proofs.installation import Installation, installation

Progress = Callable[[str, int, int | None], None]
CHECKS: Final = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "ignored_auth",
    "unsupported_method",
)
_SHOWN: Final = 20
_ROUNDS: Final = 40


def prove_fuzz(
    *,
    progress: Progress | None = None,
    requests: int = 20_000,
    guests: int = 200,
    seed: int = 1,
    examples: int = 40,
    phases: str = "examples,coverage,fuzzing",
) -> dict[str, Any]:
    """Serve an installation with `guests` guests, and send generated requests as an administrator, seed after seed,
    until at least `requests` were answered. A fault is an answer of 5xx, or one that breaks the description."""
    tried = 0
    faults: list[str] = []
    with installation() as one, tempfile.TemporaryDirectory(prefix="huitouke-") as folder:
        one.run("load-demo", f"--guests={guests}", "--branches=2", "--seed=3")
        _hire(one)
        with served(one) as address:
            for number in range(_ROUNDS):
                # A round may have revoked the token that it came with.
                token = _fresh_token(one)
                _switch_on(address, token)
                found, seen = fuzz(
                    address, token, Path(folder), seed=seed + number, examples=examples, phases=phases
                )
                tried += seen
                faults += found
                if progress is not None:
                    progress("requests", tried, requests)
                if tried >= requests or found or not seen:
                    break
    if tried < requests and not faults:
        faults.append(f"only {tried} of {requests} requests were answered")
    return {"tried": tried, "failed": len(faults), "faults": faults[:_SHOWN]}


def fuzz(
    address: str,
    token: str,
    folder: Path,
    *,
    seed: int,
    examples: int = 40,
    phases: str = "examples,coverage,fuzzing",
) -> tuple[list[str], int]:
    """One round of schemathesis against `address`: the faults in words, and how many requests were answered."""
    report = folder / f"report-{seed}.ndjson"
    program = Path(sys.executable).with_name("schemathesis")
    done = subprocess.run(
        [
            str(program),
            "run",
            f"{address}/api/v1/openapi.json",
            f"--url={address}",
            f"--header=Authorization: Bearer {token}",
            f"--checks={','.join(CHECKS)}",
            f"--phases={phases}",
            f"--max-examples={examples}",
            f"--seed={seed}",
            "--continue-on-failure",
            "--suppress-health-check=all",
            "--request-timeout=30",
            "--report=ndjson",
            f"--report-ndjson-path={report}",
            "--generation-database=none",
            "--no-color",
        ],
        cwd=folder,
        env={**os.environ, "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    faults, seen = read_report(report) if report.exists() else ([], 0)
    if done.returncode != 0 and not faults:
        faults = [done.stdout[-1500:] + done.stderr[-500:]]
    return faults, seen


def read_report(report: Path) -> tuple[list[str], int]:
    """Failed checks and answered requests of a report in NDJSON, one event a line."""
    faults: list[str] = []
    seen = 0
    for line in report.read_text(encoding="utf-8").splitlines():
        scenario = json.loads(line).get("ScenarioFinished")
        if scenario is None:
            continue
        recorder = scenario.get("recorder", {})
        seen += len(recorder.get("interactions", {}))
        for checks in recorder.get("checks", {}).values():
            faults += [
                f"{recorder.get('label')}: {check['name']}: {json.dumps(check.get('failure_info'))[:400]}"
                for check in checks
                if check.get("status") == "failure"
            ]
    return faults, seen


@contextmanager
def served(one: Installation) -> Iterator[str]:
    """The installation's site behind Granian, as in production; its address."""
    port = _free_port()
    environment = {**one.environment, "HUITOUKE_HTTPS": "no", "HUITOUKE_DATABASE_POOL": "4"}
    program = shutil.which("granian", path=str(Path(sys.executable).parent)) or "granian"
    words = [program, "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    words += [
        "--blocking-threads",
        "4",
        "--no-ws",
        "--log-level",
        "warning",
        "huitouke.config.wsgi:application",
    ]
    with (one.home / "site.log").open("wb") as log:
        site = subprocess.Popen(words, env=environment, stdout=log, stderr=log)
        try:
            _wait_until_ready(port, site)
            yield f"http://127.0.0.1:{port}"
        finally:
            site.terminate()
            site.wait(timeout=30)


def _hire(one: Installation) -> None:
    subprocess.run(
        [sys.executable, "-P", "-m", "huitouke", "createuser", "fuzz", "--password-stdin"],
        env=one.environment,
        input="lantern-over-the-lake\n",
        text=True,
        check=True,
        capture_output=True,
    )


def _fresh_token(one: Installation) -> str:
    return one.run("token", "--user", "fuzz").stdout.strip().splitlines()[-1]


def _switch_on(address: str, token: str) -> None:
    """Everything on again: a round may have switched a part off, whose operations the next one would not reach."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=30)
    try:
        connection.request("GET", "/api/v1/switches", headers=headers)
        for each in json.loads(connection.getresponse().read()).get("items", []):
            path = f"/api/v1/switches/{each['code']}"
            connection.request("PUT", path, json.dumps({"is_on": True}), headers)
            connection.getresponse().read()
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _wait_until_ready(port: int, site: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and site.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/healthz", headers={"Host": "localhost"})
            if connection.getresponse().status < 400:
                return
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
    raise RuntimeError("the site did not come up")
