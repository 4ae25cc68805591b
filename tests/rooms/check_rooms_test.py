#!/usr/bin/env python3
"""tools/check_rooms on small trees, each with one fault; argument: the checker."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECKER = sys.argv.pop()

SOUND_TREE = {
    "kernels/numerics/item.hpp": "#include <cmath>\n#include <cstdint>\n",
    "kernels/stages/stage.hpp": '#include "kernels/numerics/item.hpp"\n',
    "kernels/cuda/owner.cuh": "#include <cuda_runtime.h>\n",
    "kernels/stage.cu": '#include <cub/cub.cuh>\n#include "kernels/cuda/owner.cuh"\n',
    "cpu_fallback/stage.cpp": '#include <vector>\n#include "kernels/stages/stage.hpp"\n',
    "cpu_fallback/executor.hpp": "#pragma once\n",
    "host/pipeline.hpp": '#include "cpu_fallback/executor.hpp"\n#include "kernels/stages/stage.hpp"\n',
    "tests/stage_test.cpp": '#include "host/pipeline.hpp"\n',
    "tests/replayed_device/device.cpp": "#include <cuda_runtime_api.h>\n",
}

# file, its text, and what the checker must say about it
FAULTS = [
    ("kernels/numerics/other.hpp", "#include <vector>\n", "not <vector>"),
    ("kernels/numerics/other.hpp", '#include "kernels/stages/stage.hpp"\n', "must not include"),
    ("kernels/numerics/other.hpp", "#include <cuda_runtime.h>\n", "CUDA header"),
    ("kernels/stages/other.hpp", '#include "cpu_fallback/executor.hpp"\n', "must not include"),
    ("kernels/other.cu", '#include "host/pipeline.hpp"\n', "must not include"),
    ("cpu_fallback/other.cpp", '#include "host/pipeline.hpp"\n', "must not include"),
    ("cpu_fallback/other.cpp", '#include "kernels/cuda/owner.cuh"\n', "must not include"),
    ("cpu_fallback/other.cpp", "#include <cusparse.h>\n", "CUDA header"),
    ("cpu_fallback/other.cpp", '#include "executor.hpp"\n', "from the root"),
    ("host/other.cpp", '#include "kernels/cuda/owner.cuh"\n', "private to kernels"),
    ("host/other.cpp", "#  include <thrust/sort.h>\n", "CUDA header"),
    ("host/other.cpp", '#include "tests/stage_test.cpp"\n', "must not include"),
    ("host/other.cpp", '#include "host/absent.hpp"\n', "does not exist"),
    ("host/other.hpp", "\n" * 251, "the limit is 250"),
    ("tests/other_test.cpp", "#include <cuda_runtime_api.h>\n", "CUDA header"),
    ("tests/other_test.cpp", "\n" * 351, "the limit is 350"),
]


def check(tree):
    """Exit code and output of the checker on a tree of {path: text}."""
    with tempfile.TemporaryDirectory() as folder:
        for path, text in tree.items():
            file = pathlib.Path(folder, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        result = subprocess.run([sys.executable, CHECKER, folder], capture_output=True, text=True,
                                check=False)
        return result.returncode, result.stdout + result.stderr


class CheckRooms(unittest.TestCase):
    def test_passes_a_sound_tree(self):
        code, output = check(SOUND_TREE)
        self.assertEqual(code, 0, output)

    def test_names_the_file_and_the_fault(self):
        for path, text, message in FAULTS:
            with self.subTest(path=path, text=text[:60]):
                code, output = check({**SOUND_TREE, path: text})
                self.assertEqual(code, 1, output)
                self.assertIn(path + ":", output)
                self.assertIn(message, output)
                self.assertIn("1 faults", output)

    def test_an_empty_tree_is_a_fault(self):
        self.assertEqual(check({})[0], 1)


if __name__ == "__main__":
    unittest.main()
