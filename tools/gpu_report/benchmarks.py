"""What tessera_gpu_benchmarks measured, by mesh, and the goals it is held against."""

# The goals are set for a mesh of 340,000 elements, all of whose nodes are unknowns.
GOAL_MESH = "1020k"
SMALL_MESH = "400"
SOLVE_COUNTERS = ("total_ms", "cg_ms", "beside_cg_ms", "setup_ms", "assembly_ms", "boundary_ms",
                  "derived_ms", "us_per_iteration", "iterations_of_cg", "relative_residual",
                  "unknowns", "nonzeros", "elements", "nodes")
PATH_COUNTERS = ("paths_per_s", "ps_per_path", "ps_per_path_step", "counted_f64",
                 "counted_instructions", "bound_ps_per_path", "over_bound")
PART_COUNTERS = ("min_us", "median_us", "bytes", "floor_us", "over_floor")


def read_benchmarks(report):
    """Google Benchmark's report: {"context", "meshes": {mesh: {"parts", "solves"}}, "paths"}."""
    context = dict(report["context"])
    kept = {key: context[key] for key in ("gpu", "compute_capability", "cuda_runtime", "cuda_driver")
            if key in context}
    for key in ("copy_bytes_per_s", "memory_bytes", "l2_bytes", "multiprocessors"):
        if key in context:
            kept[key] = int(context[key])
    meshes, paths = {}, []
    for entry in report["benchmarks"]:
        mesh, _, rest = entry["name"].partition("/")
        if mesh == "paths":
            contract, precision = rest.split("/")[:2]
            item = {"name": contract, "precision": precision}
            item.update({key: entry[key] for key in PATH_COUNTERS if key in entry})
            if entry.get("error_occurred"):
                item["error"] = entry.get("error_message", "failed")
            paths.append(item)
            continue
        name = rest.partition("/")[0]
        groups = meshes.setdefault(mesh, {"parts": [], "solves": [], "host": []})
        item = {"name": name}
        if entry.get("error_occurred"):
            item["error"] = entry.get("error_message", "failed")
        if name.startswith("solve"):
            item.update({key: entry[key] for key in SOLVE_COUNTERS if key in entry})
            groups["solves"].append(item)
        elif "error" in item or "bytes" in entry:
            item.update({key: entry[key] for key in PART_COUNTERS if key in entry})
            groups["parts"].append(item)
        else:
            item["mean_us"] = entry["real_time"]
            groups["host"].append(item)
    return {"context": kept, "meshes": meshes, "paths": paths}


def errors_of(benchmarks):
    of_meshes = [f"{mesh}/{item['name']}: {item['error']}"
                 for mesh, groups in benchmarks["meshes"].items()
                 for item in (*groups["parts"], *groups["solves"]) if "error" in item]
    return of_meshes + [f"paths/{item['name']}/{item['precision']}: {item['error']}"
                        for item in benchmarks.get("paths", []) if "error" in item]


def part(benchmarks, mesh, group, name, counter):
    """A number of one benchmark, None where it was not measured."""
    for item in benchmarks["meshes"].get(mesh, {}).get(group, []):
        if item["name"] == name:
            return item.get(counter)
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
    # 120 and 400 thousand million European paths per second, 0.45 of 252 dates.
    goals += [("European path, f64", 8.33, path(benchmarks, "european", "f64"), "ps"),
              ("European path, f32", 2.5, path(benchmarks, "european", "f32"), "ps"),
              ("Asian path of 252 dates, f64", 2220.0, path(benchmarks, "asian_252", "f64"), "ps")]
    return [{"goal": name, "limit": limit, "measured": measured, "unit": unit,
             "met": None if measured is None else measured <= limit}
            for name, limit, measured, unit in goals]
