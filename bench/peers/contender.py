"""A contender: a process that answers questions, JSON lines on stdin, with JSON lines on stdout.

    {"do": "prepare", "workload": {...}}  ->  what ran, and the numbers to check
    {"do": "time", "seconds": 0.5}        ->  {"samples": [seconds of a run, ...]}
    {"do": "release"}                     ->  {"ok": true, "memory": {...}}
"""

import json
import resource
import sys
import time


def answer(prepare):
    """Answers until released. `prepare(workload)` returns the first answer and what is timed."""
    run = None
    baseline = 0
    for line in sys.stdin:
        question = json.loads(line)
        if question["do"] == "prepare":
            try:
                said, run, baseline = prepare(question["workload"])
            except ImportError as error:
                said = {"missing": str(error)}
            except Exception as error:  # whatever it is, it belongs into the table
                said = {"error": f"{type(error).__name__}: {error}"}
        elif question["do"] == "time":
            said = {"samples": samples(run, question["seconds"])}
        else:
            peak, resident = memory()
            figures = {"baselineBytes": baseline, "peakBytes": peak, "rssBytes": resident}
            said = {"ok": True, "memory": figures}
        print(json.dumps(said), flush=True)
        if question["do"] == "release":
            return


def samples(run, seconds):
    """Runs for about so long, but once at least: the seconds of each run."""
    taken = []
    end = time.perf_counter() + seconds
    while not taken or time.perf_counter() < end:
        began = time.perf_counter()
        run()
        taken.append(time.perf_counter() - began)
    return taken


def memory():
    """Bytes of this process in memory: the most so far, and now."""
    try:
        with open("/proc/self/status", encoding="utf-8") as status:
            fields = dict(line.split(":", 1) for line in status)
        return tuple(1024 * int(fields[name].split()[0]) for name in ("VmHWM", "VmRSS"))
    except OSError:
        # Kilobytes, but on a Mac bytes; what is resident now is not told.
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        most *= 1 if sys.platform == "darwin" else 1024
        return most, most
