#!/usr/bin/env python3
"""tools/gpu_check and its parts, without a GPU.

Arguments: the root of the tree, and a tessera_gpu_benchmarks that runs here (on a replayed device),
or nothing.
"""

import json
import os
import pathlib
import stat
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(sys.argv[1])
BENCHMARKS = sys.argv[2] if len(sys.argv) > 2 else None
sys.argv[1:] = []
sys.path.insert(0, str(ROOT / "tools"))
sys.dont_write_bytecode = True

from gpu_report import benchmarks, machine, solves, steps, table  # noqa: E402


def run_of(checksum="1", iterations=10, peak=100, needed=0):
    return {"checksum": checksum, "iterations": iterations, "device_peak_bytes": peak,
            "device_needed_bytes": needed}


class StepsTest(unittest.TestCase):
    def setUp(self):
        self.log = tempfile.TemporaryFile("w+")

    def tearDown(self):
        self.log.close()

    def test_a_failure_does_not_keep_the_next_step_from_running(self):
        runner = steps.Steps(self.log, 60)
        self.assertFalse(runner.run("first", ["false"], 10))
        self.assertFalse(runner.run("second", ["/no/such/program"], 10))
        self.assertTrue(runner.run("third", ["true"], 10))
        self.assertEqual(runner.failed, ["first", "second"])
        self.assertEqual([step["status"] for step in runner.results], ["failed", "failed", "ok"])

    def test_a_step_and_what_it_started_end_when_its_time_is_up(self):
        runner = steps.Steps(self.log, 60)
        with tempfile.TemporaryDirectory() as folder:
            sign = pathlib.Path(folder, "still here")
            start = time.monotonic()
            self.assertFalse(runner.run("slow", ["sh", "-c", f"(sleep 2; touch '{sign}') & sleep 60"], 0.5))
            self.assertLess(time.monotonic() - start, 30)
            time.sleep(2.5)
            self.assertFalse(sign.exists())
        self.assertEqual(runner.results[0]["status"], "timeout")

    def test_nothing_starts_when_the_time_for_everything_is_used_up(self):
        runner = steps.Steps(self.log, 0)
        self.assertFalse(runner.run("late", ["true"], 10))
        self.assertEqual(runner.failed, ["late"])

    def test_limits_follow_the_budget(self):
        runner = steps.Steps(self.log, 60, stretch=20)
        self.assertTrue(runner.run("stretched", ["sleep", "0.3"], 0.1))


class MachineTest(unittest.TestCase):
    def test_reads_what_nvidia_smi_says(self):
        gpu = machine.read_gpu("NVIDIA H200, 580.65, 9.0, 143771, 1980, 3201")
        self.assertEqual(gpu["name"], "NVIDIA H200")
        self.assertEqual(gpu["compute_capability"], "9.0")
        self.assertEqual(gpu["memory_mib"], "143771")

    def test_names_a_folder_after_the_gpu(self):
        self.assertEqual(machine.folder_name("NVIDIA GeForce RTX 5090"), "nvidia_geforce_rtx_5090")


class SolvesTest(unittest.TestCase):
    def test_equal_runs_have_no_differences(self):
        runs = {"cuda csr": run_of(), "openmp csr": run_of(peak=0),
                "cuda cusparse": run_of(checksum="2", iterations=12),
                "dry run, cuda csr": run_of(needed=109),
                "cuda multigrid csr": run_of(checksum="4", iterations=8),
                "openmp multigrid csr": run_of(checksum="4", iterations=8, peak=0)}
        self.assertEqual(solves.differences(runs), [])

    def test_names_every_difference(self):
        for ours, theirs, host in solves.METHODS:
            runs = {ours: run_of(), host: run_of(checksum="3", iterations=11),
                    f"dry run, {ours}": run_of(needed=111)}
            if theirs is not None:
                runs[theirs] = run_of(iterations=13)
            found = solves.differences(runs)
            self.assertEqual(len(found), 3 if theirs is None else 4, found)
            self.assertIn(f"{ours}: checksum 1 on the GPU, 3 on the CPU", found)

    def test_names_runs_with_other_levels_than_the_mesh_should_have(self):
        runs = {"cuda multigrid csr": {**run_of(), "coarse": "grid"},
                "openmp multigrid csr": {**run_of(), "coarse": "aggregates"},
                "cuda csr": {**run_of(), "coarse": None},
                "dry run, cuda multigrid csr": {**run_of(), "coarse": None}}
        self.assertEqual(solves.wrong_levels(runs, 10),
                         ["cuda multigrid csr: coarse levels by grid, not aggregates"])
        self.assertEqual(solves.wrong_levels(runs, 1),
                         ["openmp multigrid csr: coarse levels by aggregates, not grid"])

    def test_what_is_no_json_is_no_summary(self):
        self.assertIsNone(solves.summary_of("tessera: something"))


class GoalsTest(unittest.TestCase):
    def test_a_grid_is_held_against_the_time_of_a_copy(self):
        report = {"context": {}, "benchmarks": [
            {"name": "hex/f64_8192_fuse_8/iterations:21/manual_time", "times_wall": 4.0},
            {"name": "hex/f32_8192_fuse_8", "times_wall": 4.0},
            {"name": "hex/f64_8192_fuse_1", "error_occurred": True, "error_message": "too large"}]}
        measured = benchmarks.read_benchmarks(report)
        met = {goal["goal"].rpartition(" ")[2]: goal["met"] for goal in benchmarks.judge_goals(measured)}
        self.assertEqual(met["f64_8192_fuse_8"], True)
        self.assertEqual(met["f32_8192_fuse_8"], False)
        self.assertIsNone(met["f64_8192_fuse_1"])
        self.assertEqual(benchmarks.errors_of(measured), ["hex/f64_8192_fuse_1: too large"])


class TableTest(unittest.TestCase):
    def test_pads_columns_and_aligns_numbers_to_the_right(self):
        lines = table.rows(("part", "us"), [("gather", 12.25), ("a", 1234567)]).splitlines()
        self.assertEqual(lines, ["| part   |        us |", "| ------ | --------: |",
                                 "| gather |      12.2 |", "| a      | 1,234,567 |"])

    def test_goals_without_a_measurement_are_not_met_and_not_missed(self):
        goals = benchmarks.judge_goals({"meshes": {}})
        self.assertGreater(len(goals), 5)
        self.assertTrue(all(goal["met"] is None for goal in goals))


def write_program(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n" + text, encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


# A program that solves at once: the same checksum everywhere, and the memory that it foretold.
SOLVER = """case "$*" in
*stretched*) coarse=aggregates ;;
*) coarse=grid ;;
esac
case "$*" in
*generate*) touch "$9" ;;
*) echo '{"checksum": "ab",
          "solver": {"iterations": 5, "converged": true, "coarse": "'$coarse'"},
          "timings_s": {"solve": 0.1, "total": 0.2},
          "memory": {"device_peak_bytes": 100, "device_needed_bytes": 100}}' ;;
esac
"""


class GpuCheckTest(unittest.TestCase):
    """The whole tool, on a machine that pretends to have a GPU."""

    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)
        self.output = self.folder / "result"

    def check(self, *options, path=None):
        return subprocess.run(
            [sys.executable, ROOT / "tools/gpu_check", "--output", self.output, "--build",
             self.folder / "build", *options], capture_output=True, text=True, check=False,
            env={"PATH": path or f"{self.folder}:/usr/bin:/bin", "TESSERA_BENCH_QUICK": "1"})

    def written(self):
        return json.loads((self.output / "result.json").read_text(encoding="utf-8"))

    def pretend_gpu(self):
        write_program(self.folder / "nvidia-smi", "echo 'Some GPU, 1.0, 9.0, 1000, 1, 1'\n")

    def test_ends_with_77_where_there_is_no_gpu(self):
        result = self.check(path=str(self.folder))
        self.assertEqual(result.returncode, 77, result.stdout + result.stderr)
        self.assertIn("no GPU", result.stderr)

    def test_writes_what_it_found_when_every_step_fails(self):
        self.pretend_gpu()
        result = self.check("--skip", "build", "--skip", "sanitizer")
        self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
        status = {step["name"]: step["status"] for step in self.written()["steps"]}
        self.assertEqual(status["build"], "skipped")
        self.assertEqual(status["tests"], "failed")
        self.assertEqual(status["benchmarks"], "failed")
        self.assertEqual(self.written()["gpu"]["name"], "Some GPU")
        text = (self.output / "table.md").read_text(encoding="utf-8")
        self.assertIn("# Tessera on Some GPU", text)
        self.assertIn("FAILED: tests", result.stdout)

    def test_ends_with_0_when_everything_passes(self):
        self.pretend_gpu()
        write_program(self.folder / "compute-sanitizer", "exit 0\n")
        write_program(self.folder / "build/tessera", SOLVER)
        options = ["--skip", "build", "--skip", "tests"]
        if BENCHMARKS:
            write_program(self.folder / "build/tessera_gpu_benchmarks", f"exec {BENCHMARKS} \"$@\"\n")
            options += ["--nodes", "400"]
        else:
            options += ["--skip", "benchmarks"]
        result = self.check(*options)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        passed = [step["name"] for step in self.written()["steps"] if step["status"] == "ok"]
        self.assertIn("solve 1300k, GPU and CPU agree", passed)
        self.assertIn("solve 200k stretched 10, GPU and CPU agree", passed)
        self.assertIn("racecheck, stages", passed)
        self.assertEqual(len(self.written()["solves"]), 3)
        stretched = self.written()["solves"][2]["runs"]
        self.assertIn("cuda multigrid matrix-free", stretched)
        self.assertIn("dry run, cuda multigrid csr", stretched)
        self.assertNotIn("cuda csr", stretched)
        if BENCHMARKS:
            grids = self.written()["benchmarks"]["hex"]
            self.assertGreater(len(grids), 10)
            self.assertTrue(all(item["times_wall"] > 0.0 for item in grids))
            self.assertIn("f64_70_fuse_8", (self.output / "table.md").read_text(encoding="utf-8"))
            small = [goal for goal in self.written()["goals"] if "400 nodes" in goal["goal"]]
            self.assertTrue(all(goal["measured"] > 0.0 for goal in small))


class ProfileTest(unittest.TestCase):
    def profile(self, *arguments):
        environment = {"PATH": "/usr/bin:/bin", "TESSERA_BINARY": "tessera", "TESSERA_PROFILES": "out"}
        return subprocess.run([ROOT / "tools/profile", *arguments], capture_output=True, text=True,
                              check=False, env=environment)

    def test_prints_lines_that_choose_a_range_of_our_domain(self):
        result = self.profile("--print", "stage", "apply conditions", "a.msh", "--operator", "csr")
        self.assertEqual(result.returncode, 0, result.stderr)
        first, second = result.stdout.splitlines()
        self.assertTrue(first.startswith("ncu "), first)
        self.assertIn("--nvtx-include 'tessera@apply conditions/'", first)
        self.assertIn("tessera solve a.msh --backend cuda --quiet --operator csr", first)
        self.assertEqual(second, "ncu --import out/stage_apply_conditions.ncu-rep --page details")

    def test_looks_into_the_graph_of_the_iteration(self):
        line = self.profile("--print", "kernel", "multiply_direction").stdout.splitlines()[0]
        self.assertIn("--graph-profiling node", line)
        self.assertIn("--nvtx-include tessera@solve/", line)
        timeline = self.profile("--print", "timeline").stdout.splitlines()
        self.assertIn("--cuda-graph-trace=node", timeline[0])
        self.assertIn("nvtx_sum", timeline[1])

    def test_refuses_what_is_no_stage(self):
        result = self.profile("--print", "stage", "asemble")
        self.assertEqual(result.returncode, 2)
        self.assertIn("valid are: number, prepare, assemble", result.stderr)
        self.assertEqual(self.profile().returncode, 2)


@unittest.skipUnless(BENCHMARKS, "this build has no benchmarks that run without a GPU")
class BenchmarksTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            report = pathlib.Path(folder, "report.json")
            run = subprocess.run(
                [BENCHMARKS, f"--benchmark_out={report}", "--benchmark_out_format=json"],
                capture_output=True, text=True, check=False,
                env={**os.environ, "TESSERA_BENCH_QUICK": "1", "TESSERA_BENCH_NODES": "1000"})
            assert run.returncode == 0, run.stdout + run.stderr
            cls.measured = benchmarks.read_benchmarks(json.loads(report.read_text(encoding="utf-8")))

    def test_every_part_runs_and_has_a_floor(self):
        parts = self.measured["meshes"]["1000"]["parts"]
        self.assertGreater(len(parts), 20)
        for item in parts:
            self.assertNotIn("error", item)
            self.assertGreater(item["floor_us"], 0.0, item)
            self.assertGreaterEqual(item["median_us"], item["min_us"], item)

    def test_whole_solves_converge(self):
        solved = {item["name"]: item for item in self.measured["meshes"]["1000"]["solves"]}
        for name in ("solve_csr", "solve_cusparse", "solve_csr_triplets"):
            self.assertNotIn("error", solved[name])
            self.assertGreater(solved[name]["iterations_of_cg"], 100)
        for name in ("solve_multigrid_csr", "solve_multigrid_cusparse",
                     "solve_multigrid_matrix_free"):
            self.assertNotIn("error", solved[name])
            self.assertLess(solved[name]["iterations_of_cg"], 15)
        self.assertEqual(solved["solve_csr"]["iterations_of_cg"],
                         solved["solve_csr_triplets"]["iterations_of_cg"])

    def test_a_stretched_mesh_is_solved_by_aggregates(self):
        stretched = self.measured["meshes"]["1000_stretched"]
        self.assertEqual([item["name"] for item in stretched["parts"]], ["multigrid_cycle"])
        self.assertGreater(stretched["parts"][0]["floor_us"], 0.0)
        self.assertLess(stretched["solves"][0]["iterations_of_cg"], 25)

    def test_paths_of_both_precisions_have_a_rate(self):
        paths = self.measured["paths"]
        self.assertGreater(len(paths), 10)
        for item in paths:
            self.assertNotIn("error", item)
            self.assertGreater(item["paths_per_s"], 0.0, item)
        self.assertEqual({item["precision"] for item in paths}, {"f64", "f32"})

    def test_a_table_holds_every_part_and_the_copy_rate(self):
        result = {"gpu": {"name": "replayed"}, "machine": machine.describe(ROOT), "date": "",
                  "steps": [], "tests": None, "solves": [], "benchmarks": self.measured,
                  "goals": benchmarks.judge_goals(self.measured)}
        text = table.markdown(result)
        self.assertIn("TB/s", text)
        for item in (*self.measured["meshes"]["1000"]["parts"], *self.measured["paths"]):
            self.assertIn(item["name"], text)


if __name__ == "__main__":
    unittest.main()
