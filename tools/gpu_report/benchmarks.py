"""What tessera_gpu_benchmarks measured, by mesh and grid, and the goals it is held against."""

# The goals are set for a mesh of 340,000 elements, all of whose nodes are unknowns.
GOAL_MESH = "1020k"
SMALL_MESH = "400"
SOLVE_COUNTERS = ("total_ms", "cg_ms", "beside_cg_ms", "setup_ms", "assembly_ms", "boundary_ms",
                  "derived_ms", "us_per_iteration", "iterations_of_cg", "relative_residual",
                  "unknowns", "nonzeros", "elements", "nodes")
HEX_COUNTERS = ("min_us", "median_us", "bytes", "floor_us", "over_floor", "updates_per_s",
                "times_wall")
PATH_COUNTERS = ("paths_per_s", "ps_per_path", "ps_per_path_step")
PART_COUNTERS = ("min_us", "median_us", "bytes", "floor_us", "over_floor")


def read_benchmarks(report):
    """Google Benchmark's report: {"context", "meshes": {mesh: {"parts", "solves"}}, "hex", "paths"}."""
    context = dict(report["context"])
    kept = {key: context[key] for key in ("gpu", "compute_capability", "cuda_runtime", "cuda_driver")
            if key in context}
    for key in ("copy_bytes_per_s", "memory_bytes", "l2_bytes", "multiprocessors"):
        if key in context:
            kept[key] = int(context[key])
    meshes, grids, paths = {}, [], []
    for entry in report["benchmarks"]:
        mesh, _, rest = entry["name"].partition("/")
        if mesh == "paths":
            contract, precision = rest.split("/")[:2]
            paths.append({"name": contract, "precision": precision, **counters_of(entry, PATH_COUNTERS)})
            continue
        name = rest.partition("/")[0]
        if mesh == "hex":
            grids.append({"name": name, **counters_of(entry, HEX_COUNTERS)})
            continue
        groups = meshes.setdefault(mesh, {"parts": [], "solves": [], "host": []})
        if name.startswith("solve"):
            groups["solves"].append({"name": name, **counters_of(entry, SOLVE_COUNTERS)})
        elif entry.get("error_occurred") or "bytes" in entry:
            groups["parts"].append({"name": name, **counters_of(entry, PART_COUNTERS)})
        else:
            groups["host"].append({"name": name, "mean_us": entry["real_time"]})
    return {"context": kept, "meshes": meshes, "hex": grids, "paths": paths}


def counters_of(entry, names):
    """The counters of one benchmark, and why it has none."""
    counters = {key: entry[key] for key in names if key in entry}
    if entry.get("error_occurred"):
        counters["error"] = entry.get("error_message", "failed")
    return counters


def errors_of(benchmarks):
    found = [(mesh, item["name"], item) for mesh, groups in benchmarks["meshes"].items()
             for item in (*groups["parts"], *groups["solves"])]
    found += [("hex", item["name"], item) for item in benchmarks.get("hex", [])]
    found += [("paths", f"{item['name']}/{item['precision']}", item) for item in benchmarks.get("paths", [])]
    return [f"{group}/{name}: {item['error']}" for group, name, item in found if "error" in item]


def part(benchmarks, mesh, group, name, counter):
    """A number of one benchmark, None where it was not measured."""
    for item in benchmarks["meshes"].get(mesh, {}).get(group, []):
        if item["name"] == name:
            return item.get(counter)
    return None


def step_over_wall(benchmarks, name):
    """The time of a step on a grid over that of copying the field, None where not measured."""
    for item in benchmarks.get("hex", []):
        if item["name"] == name and item.get("times_wall"):
            return 1.0 / item["times_wall"]
    return None


def path(benchmarks, name, precision):
    """Picoseconds per path, None where they were not measured."""
    for item in benchmarks.get("paths", []):
        if (item["name"], item["precision"]) == (name, precision):
            return item.get("ps_per_path")
    return None


def judge_goals(benchmarks):
    """[{"goal", "limit", "measured", "unit", "met"}]; `met` is None where nothing was measured."""
    conductance = part(benchmarks, GOAL_MESH, "parts", "conductance", "median_us")
    gather = part(benchmarks, GOAL_MESH, "parts", "gather", "median_us")
    values = None if conductance is None or gather is None else conductance + gather
    goals = [("assembly of the values, pattern known", 300.0, values, "us")]
    for kind in ("cusparse", "csr"):
        solve = f"solve_{kind}"
        goals += [
            (f"CG iteration, {kind}", 95.0,
             part(benchmarks, GOAL_MESH, "solves", solve, "us_per_iteration"), "us"),
            (f"everything but CG, {kind}", 60.0,
             part(benchmarks, GOAL_MESH, "solves", solve, "beside_cg_ms"), "ms"),
            (f"whole solve, {kind}", 1200.0,
             part(benchmarks, GOAL_MESH, "solves", solve, "total_ms"), "ms"),
            (f"whole solve of {SMALL_MESH} nodes, {kind}", 5.0,
             part(benchmarks, SMALL_MESH, "solves", solve, "total_ms"), "ms"),
        ]
    for name, limit in (("f64_8192_fuse_1", 1 / 0.9), ("f64_8192_fuse_8", 1 / 3),
                        ("f32_8192_fuse_8", 1 / 5)):
        goals.append((f"time of a step over that of a copy, {name}", limit,
                      step_over_wall(benchmarks, name), "copies"))
    # 120 and 400 thousand million European paths per second, 0.45 of 252 dates.
    goals += [("European path, f64", 8.33, path(benchmarks, "european", "f64"), "ps"),
              ("European path, f32", 2.5, path(benchmarks, "european", "f32"), "ps"),
              ("Asian path of 252 dates, f64", 2220.0, path(benchmarks, "asian_252", "f64"), "ps")]
    return [{"goal": name, "limit": limit, "measured": measured, "unit": unit,
             "met": None if measured is None else measured <= limit}
            for name, limit, measured, unit in goals]
