"""Whole runs of the program: the GPU against the CPU, by checksum, iterations and memory."""

import json

MOST_ITERATIONS_APART = 2  # with the vendor's product, whose sums have another order
MEMORY_TOLERANCE = 0.10    # between what --dry-run says and what a run takes
# Backend, operator and preconditioner of every run.
RUNS = {"cuda csr": ("cuda", "csr", "jacobi"), "cuda cusparse": ("cuda", "cusparse", "jacobi"),
        "openmp csr": ("openmp", "csr", "jacobi"),
        "cuda multigrid csr": ("cuda", "csr", "multigrid"),
        "cuda multigrid cusparse": ("cuda", "cusparse", "multigrid"),
        "openmp multigrid csr": ("openmp", "csr", "multigrid"),
        "cuda multigrid matrix-free": ("cuda", "matrix-free", "multigrid"),
        "openmp multigrid matrix-free": ("openmp", "matrix-free", "multigrid")}
# (ours, the vendor's, the CPU's) of every method, by the names of RUNS.
METHODS = (("cuda csr", "cuda cusparse", "openmp csr"),
           ("cuda multigrid csr", "cuda multigrid cusparse", "openmp multigrid csr"),
           ("cuda multigrid matrix-free", None, "openmp multigrid matrix-free"))
DRY_RUNS = ("cuda csr", "cuda multigrid csr", "cuda multigrid matrix-free")


def summary_of(text):
    """What is kept of the JSON that `tessera solve --json` wrote; None if it is none."""
    try:
        run = json.loads(text)
    except json.JSONDecodeError:
        return None
    memory, solver = run.get("memory", {}), run.get("solver", {})
    return {"checksum": run.get("checksum"), "iterations": solver.get("iterations"),
            "converged": solver.get("converged"),
            "relative_residual": solver.get("relative_residual"),
            "timings_s": run.get("timings_s"),
            "device_peak_bytes": memory.get("device_peak_bytes"),
            "device_needed_bytes": memory.get("device_needed_bytes")}


def dry_run_of(name):
    return f"dry run, {name}"


def differences(runs):
    """What the runs on one mesh, {name of RUNS or of its dry run: summary}, should have in common
    and do not."""
    found = []
    for names in METHODS:
        ours, theirs, host = (runs.get(name) for name in names)
        if ours and host:
            for key in ("checksum", "iterations"):
                if ours[key] != host[key]:
                    found.append(f"{names[0]}: {key} {ours[key]} on the GPU, {host[key]} on the CPU")
        if ours and theirs:
            apart = abs(ours["iterations"] - theirs["iterations"])
            if apart > MOST_ITERATIONS_APART:
                found.append(f"{apart} iterations between {names[1]} and {names[0]}")
    for name in DRY_RUNS:
        predicted = (runs.get(dry_run_of(name)) or {}).get("device_needed_bytes")
        taken = (runs.get(name) or {}).get("device_peak_bytes")
        if predicted and taken and abs(predicted - taken) > MEMORY_TOLERANCE * taken:
            found.append(f"{name}: --dry-run said {predicted} bytes on the device, the run took "
                         f"{taken}")
    return found


def flags_of(name):
    backend, operator, preconditioner = RUNS[name]
    return ["--backend", backend, "--operator", operator, "--preconditioner", preconditioner]


def run_solves(steps, binary, folder, nodes):
    """Solves on a y-tube of so many nodes with every entry of RUNS. Returns what each said."""
    mesh = folder / f"y_tube_{nodes}.msh"
    if not mesh.exists() and not steps.run(
            f"mesh {nodes}", [binary, "mesh", "generate", "y-tube", "--nodes", nodes, "--output",
                              mesh, "--quiet"], 120):
        return {"nodes": nodes, "runs": {}}
    runs = {}
    jobs = [(dry_run_of(name), [*flags_of(name), "--dry-run"]) for name in DRY_RUNS]
    jobs += [(name, flags_of(name)) for name in RUNS]
    for name, options in jobs:
        report = folder / f"{nodes}_{name.replace(',', '').replace(' ', '_')}.json"
        with open(report, "wb") as output:
            done = steps.run(f"solve {nodes}, {name}",
                             [binary, "solve", mesh, *options, "--quiet", "--json", "-"], 120,
                             capture=output)
        summary = summary_of(report.read_text(encoding="utf-8")) if done else None
        if summary:
            summary["process_s"] = steps.results[-1]["seconds"]
            runs[name] = summary
    wrong = differences(runs)
    if len(runs) == len(jobs):
        steps.note(f"solve {nodes}, GPU and CPU agree", "failed" if wrong else "ok", 0.0,
                   "; ".join(wrong) or None)
    return {"nodes": nodes, "runs": runs, "differences": wrong}
