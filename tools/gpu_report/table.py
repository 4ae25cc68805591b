"""The readable form of a result: Markdown that is a table in a terminal too."""


def rows(header, lines, left=1):
    """Markdown of a table, its columns padded; the first `left` of them aligned to the left."""
    cells = [list(header), *[[text(value) for value in line] for line in lines]]
    widths = [max(len(line[column]) for line in cells) for column in range(len(header))]

    def line_of(line):
        padded = [value.ljust(width) if column < left else value.rjust(width)
                  for column, (value, width) in enumerate(zip(line, widths))]
        return "| " + " | ".join(padded) + " |"

    rule = ["-" * width if column < left else "-" * (width - 1) + ":"
            for column, width in enumerate(widths)]
    return "\n".join([line_of(cells[0]), line_of(rule), *map(line_of, cells[1:])])


def text(value):
    """A cell: three digits, or all of them before the point; nothing for None."""
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 100 else f"{value:,.0f}"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return str(value)


def machine_table(result):
    gpu, machine = result["gpu"] or {}, result["machine"]
    context = (result["benchmarks"] or {}).get("context", {})
    copy = context.get("copy_bytes_per_s")
    return rows(("what", "value"), [
        ("GPU", gpu.get("name", "none")),
        ("compute capability", gpu.get("compute_capability")),
        ("driver", gpu.get("driver")),
        ("CUDA", machine["cuda"]),
        ("measured copy, read + written", f"{copy / 1e12:.3f} TB/s" if copy else None),
        ("L2 cache", f"{context['l2_bytes'] / 2**20:.0f} MiB" if "l2_bytes" in context else None),
        ("processor", machine["processor"]),
        ("cores", machine["cores"]),
        ("compiler", machine["compiler"]),
        ("commit", machine["commit"]),
        ("date (UTC)", result["date"]),
    ], left=2)


def step_table(result):
    return rows(("step", "result", "why", "s"),
                [(step["name"], step["status"], step.get("detail", ""), step["seconds"])
                 for step in result["steps"]], left=3)


def goal_table(result):
    words = {True: "yes", False: "no", None: "not measured"}
    return rows(("goal", "at most", "measured", "unit", "met"),
                [(goal["goal"], goal["limit"], goal["measured"], goal["unit"], words[goal["met"]])
                 for goal in result["goals"]])


def part_table(parts):
    lines = []
    for item in parts:
        if "error" in item:
            lines.append((item["name"], item["error"], None, None, None, None))
            continue
        lines.append((item["name"], item["median_us"], item["min_us"], item["bytes"] / 1e6,
                      item["floor_us"], item["over_floor"]))
    return rows(("part", "median us", "min us", "MB", "floor us", "over floor"), lines)


def hex_table(grids):
    lines = []
    for item in grids:
        if "error" in item:
            lines.append((item["name"], item["error"], None, None, None, None))
            continue
        lines.append((item["name"], item["median_us"], item["min_us"], item["floor_us"],
                      item["updates_per_s"] / 1e9, item["times_wall"]))
    return rows(("passes", "median us", "min us", "copy us", "G updates/s", "times wall"), lines)


def solve_table(solves):
    lines = []
    for item in solves:
        if "error" in item:
            lines.append((item["name"], item["error"], *[None] * 7))
            continue
        lines.append((item["name"], int(item["iterations_of_cg"]), item["us_per_iteration"],
                      item["cg_ms"], item["setup_ms"], item["assembly_ms"], item["boundary_ms"],
                      item["derived_ms"], item["total_ms"]))
    return rows(("solve", "iterations", "us each", "CG ms", "set-up ms", "assembly ms",
                 "boundary ms", "recovery ms", "total ms"), lines)


def run_table(solve):
    lines = []
    for name, run in solve["runs"].items():
        timings = run["timings_s"] or {}
        lines.append((name, run["iterations"], run["checksum"], timings.get("solve"),
                      timings.get("total"), run["process_s"],
                      run["device_peak_bytes"] or run["device_needed_bytes"]))
    return rows(("run", "iterations", "checksum", "CG s", "total s", "process s", "device bytes"),
                lines)


def path_table(paths):
    lines = [(item["name"], item["precision"],
              item["error"] if "error" in item else item["paths_per_s"] / 1e9,
              item.get("ps_per_path"), item.get("ps_per_path_step")) for item in paths]
    return rows(("paths", "type", "10^9 per second", "ps per path", "ps per step"), lines, left=2)


def mesh_title(mesh, groups):
    for item in groups["solves"]:
        if "elements" in item:
            return (f"{mesh} nodes: {int(item['elements']):,} elements, "
                    f"{int(item['unknowns']):,} unknowns, {int(item['nonzeros']):,} nonzeros")
    return f"{mesh} nodes"


def markdown(result):
    """The whole result as text."""
    name = (result["gpu"] or {}).get("name", "a machine without a GPU")
    blocks = [f"# Tessera on {name}", machine_table(result), "## Steps", step_table(result)]
    if result["tests"]:
        counts = "Tests: {passed} passed, {failed} failed, {skipped} skipped.".format(
            **result["tests"])
        blocks.append("\n- ".join([counts, *result["tests"]["failed_names"]]))
    if result["goals"]:
        blocks += ["## Goals", goal_table(result)]
    for mesh, groups in (result["benchmarks"] or {}).get("meshes", {}).items():
        blocks += [f"## {mesh_title(mesh, groups)}"]
        if groups["parts"]:
            blocks += [part_table(groups["parts"])]
        if groups["solves"]:
            blocks += [solve_table(groups["solves"])]
        blocks += [f"On the host, once per solve: {item['name']} {item['mean_us'] / 1e3:.1f} ms."
                   for item in groups["host"]]
    grids = (result["benchmarks"] or {}).get("hex", [])
    if grids:
        blocks += ["## Hexagonal grid", hex_table(grids)]
    if (result["benchmarks"] or {}).get("paths"):
        blocks += ["## Monte Carlo", path_table(result["benchmarks"]["paths"])]
    for solve in result["solves"]:
        blocks += [f"## The program itself, {solve['nodes']} nodes", run_table(solve)]
    return "\n\n".join(blocks) + "\n"
