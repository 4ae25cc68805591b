"""What this machine is: its GPU, its CUDA toolkit, its compilers."""

import os
import pathlib
import platform
import re
import shutil
import subprocess

GPU_FIELDS = {"name": "name", "driver_version": "driver", "compute_cap": "compute_capability",
              "memory.total": "memory_mib", "clocks.max.sm": "max_sm_clock_mhz",
              "clocks.max.memory": "max_memory_clock_mhz"}
CUDA_FOLDERS = ("/usr/local/cuda/bin", "/opt/cuda/bin")


def output_of(*command, cwd=None):
    """The output of a command, stripped; None when it cannot run or fails."""
    try:
        result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60,
                                cwd=cwd)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return result.stdout.strip() if result.returncode == 0 else None


def find_tool(name):
    """The path of a tool of the CUDA toolkit, None when it is not installed."""
    folders = [os.environ["CUDA_HOME"] + "/bin"] if os.environ.get("CUDA_HOME") else []
    return shutil.which(name) or shutil.which(name, path=":".join([*folders, *CUDA_FOLDERS]))


def read_gpu(line):
    """One line of nvidia-smi's answer to `GPU_FIELDS` as a dictionary."""
    values = [value.strip() for value in line.split(",")]
    return dict(zip(GPU_FIELDS.values(), values))


def find_gpu():
    """The first GPU as a dictionary, and why there is none."""
    if not shutil.which("nvidia-smi"):
        return None, "nvidia-smi is not here: no NVIDIA driver is installed"
    answer = output_of("nvidia-smi", "--query-gpu=" + ",".join(GPU_FIELDS),
                       "--format=csv,noheader,nounits")
    if not answer:
        return None, "nvidia-smi finds no GPU"
    return read_gpu(answer.splitlines()[0]), None


def first_match(pattern, text):
    match = re.search(pattern, text or "", re.MULTILINE)
    return match.group(1).strip() if match else None


def describe(root):
    """Everything about the machine but its GPU."""
    nvcc = find_tool("nvcc")
    return {
        "cuda": first_match(r"release [\d.]+, V([\d.]+)", output_of(nvcc, "--version")) if nvcc else None,
        "nvcc": nvcc,
        "processor": first_match(r"^model name\s*:\s*(.*)$", read_text("/proc/cpuinfo"))
                     or platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "compiler": (output_of("c++", "--version") or "").partition("\n")[0] or None,
        "cmake": (output_of("cmake", "--version") or "").partition("\n")[0] or None,
        "commit": output_of("git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*",
                            cwd=root),
    }


def read_text(path):
    try:
        return pathlib.Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def folder_name(gpu_name):
    """`NVIDIA GeForce RTX 5090` as a folder: nvidia_geforce_rtx_5090."""
    return re.sub(r"[^a-z0-9]+", "_", gpu_name.lower()).strip("_")
