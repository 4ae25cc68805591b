"""Commands with a time limit, one after the other, each noted; none hides what comes after it."""

import os
import signal
import subprocess
import time


class Steps:
    """Runs commands, writes what they print to one log, and remembers how each ended."""

    def __init__(self, log, budget_s, stretch=1.0):
        """`stretch`: by how much the limits of the commands are longer on this machine."""
        self.results = []
        self.log = log
        self.stretch = max(1.0, stretch)
        self.end = time.monotonic() + budget_s

    @property
    def failed(self):
        return [step["name"] for step in self.results if step["status"] in ("failed", "timeout")]

    def note(self, name, status, seconds=0.0, detail=None):
        """Remembers a step that ended with `status`: ok, failed, timeout, skipped or missing."""
        step = {"name": name, "status": status, "seconds": round(seconds, 1)}
        if detail:
            step["detail"] = detail
        self.results.append(step)
        text = f"=== {name}: {status}, {seconds:.0f} s" + (f" ({detail})" if detail else "")
        print(text, flush=True)
        self.log.write(text + "\n\n")
        self.log.flush()
        return status == "ok"

    def run(self, name, command, limit_s, environment=None, capture=None):
        """Runs `command`; True if it ended with 0 in time. Its output goes to the log, or its
        standard output to the file `capture`."""
        left_s = self.end - time.monotonic()
        if left_s < 1.0:
            return self.note(name, "timeout", 0.0, "the time for everything is used up")
        limit_s = min(limit_s * self.stretch, left_s)
        line = " ".join(str(part) for part in command)
        print(f"=== {name}: {line}", flush=True)
        self.log.write(f"=== {name}: {line}\n")
        self.log.flush()
        start = time.monotonic()
        code = run_in_time(command, limit_s, {**os.environ, **(environment or {})},
                           capture or self.log, self.log)
        seconds = time.monotonic() - start
        if code is None:
            return self.note(name, "timeout", seconds, f"ended after {limit_s:.0f} s")
        if code != 0:
            return self.note(name, "failed", seconds, f"exit code {code}")
        return self.note(name, "ok", seconds)


def run_in_time(command, limit_s, environment, output, errors):
    """The exit code, None when time was up, 127 when the command cannot be started."""
    try:
        process = subprocess.Popen([str(part) for part in command], stdout=output, stderr=errors,
                                   stdin=subprocess.DEVNULL, env=environment,
                                   start_new_session=True)
    except OSError as error:
        errors.write(f"{error}\n")
        return 127
    try:
        return process.wait(timeout=limit_s)
    except subprocess.TimeoutExpired:
        end_group(process)
        return None
    except BaseException:
        end_group(process)
        raise


def end_group(process):
    """Ends the command and what it started."""
    for kind, grace_s in ((signal.SIGTERM, 5), (signal.SIGKILL, 5)):
        try:
            os.killpg(process.pid, kind)
        except ProcessLookupError:
            pass
        try:
            process.wait(timeout=grace_s)
        except subprocess.TimeoutExpired:
            continue
        if kind == signal.SIGKILL:
            return
