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
# Multigrid has a grid where elements are near square, and aggregates where they are stretched.
COARSE = {False: "grid", True: "aggregates"}


def summary_of(text):
    """What is kept of the JSON that `tessera solve --json` wrote; None if it is none."""
    try:
        run = json.loads(text)
    except json.JSONDecodeError:
        return None
    memory, solver = run.get("memory", {}), run.get("solver", {})
    return {"checksum": run.get("checksum"), "iterations": solver.get("iterations"),
            "converged": solver.get("converged"), "coarse": solver.get("coarse"),
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


def names_for(stretch):
    """Of RUNS on a mesh of this stretch: Jacobi takes too long where elements are stretched."""
    return [name for name in RUNS if stretch == 1 or RUNS[name][2] == "multigrid"]


def wrong_levels(runs, stretch):
    """Runs by multigrid whose coarse levels are not those for a mesh of this stretch."""
    wanted = COARSE[stretch != 1]
    return [f"{name}: coarse levels by {run['coarse']}, not {wanted}" for name, run in runs.items()
            if name in RUNS and RUNS[name][2] == "multigrid" and run["coarse"] != wanted]


def flags_of(name):
    backend, operator, preconditioner = RUNS[name]
    return ["--backend", backend, "--operator", operator, "--preconditioner", preconditioner]


def run_solves(steps, binary, folder, nodes, stretch=1):
    """Solves on a y-tube of so many nodes, its x times `stretch`, with the entries of RUNS that
    are for it. Returns what each said."""
    title = nodes if stretch == 1 else f"{nodes} stretched {stretch}"
    mesh = folder / f"y_tube_{title.replace(' ', '_')}.msh"
    if not mesh.exists() and not steps.run(
            f"mesh {title}", [binary, "mesh", "generate", "y-tube", "--nodes", nodes, "--stretch",
                              str(stretch), "--output", mesh, "--quiet"], 120):
        return {"nodes": title, "runs": {}}
    runs = {}
    names = names_for(stretch)
    jobs = [(dry_run_of(name), [*flags_of(name), "--dry-run"]) for name in DRY_RUNS if name in names]
    jobs += [(name, flags_of(name)) for name in names]
    for name, options in jobs:
        report = folder / f"{title}_{name.replace(',', '')}.json".replace(" ", "_")
        with open(report, "wb") as output:
            done = steps.run(f"solve {title}, {name}",
                             [binary, "solve", mesh, *options, "--quiet", "--json", "-"], 120,
                             capture=output)
        summary = summary_of(report.read_text(encoding="utf-8")) if done else None
        if summary:
            summary["process_s"] = steps.results[-1]["seconds"]
            runs[name] = summary
    wrong = differences(runs) + wrong_levels(runs, stretch)
    if len(runs) == len(jobs):
        steps.note(f"solve {title}, GPU and CPU agree", "failed" if wrong else "ok", 0.0,
                   "; ".join(wrong) or None)
    return {"nodes": title, "runs": runs, "differences": wrong}
