#!/usr/bin/env python3
"""Checks that the loops over arrays of exact_math became vector code.

    vector_code_test.py OBJDUMP OBJECT

Every function of the object whose name ends in `_array` must have fused multiply-adds of whole vector
registers. Ends with 77 (skipped) without objdump.
"""

import re
import shutil
import subprocess
import sys

# log, log_in_range, exp, exp_in_range, sincos, sincos_2pi in f64 and f32, the inverse normal, and the
# normals of Sobol points for two scramblings.
FUNCTION_COUNT = 15
SYMBOL = re.compile(r"^[0-9a-f]+ <(.*)>:$")
LOOP = re.compile(r"_array(<[^<>]+>)?\([^()]+\)$")
VECTOR_FMA = re.compile(r"\bvfn?m(add|sub)\d*p[sd]\b.*%[yz]mm")


def fused_by_function(objdump, path):
    listing = subprocess.run(
        [objdump, "--disassemble", "--demangle", "--no-show-raw-insn", path],
        stdout=subprocess.PIPE, text=True, check=True).stdout
    counts, current = {}, None
    for line in listing.splitlines():
        if symbol := SYMBOL.match(line):
            # The cold part of a function has a symbol of its own.
            current = symbol[1] if LOOP.search(symbol[1]) else None
            if current:
                counts[current] = 0
        elif current and VECTOR_FMA.search(line):
            counts[current] += 1
    return counts


def main():
    objdump, path = sys.argv[1:]
    if not shutil.which(objdump):
        print(f"{objdump} was not found")
        return 77
    counts = fused_by_function(objdump, path)
    for name, count in counts.items():
        print(f"{count:5d} vector fma in {name}")
    # Each evaluates a polynomial of at least five coefficients.
    faults = [name for name, count in counts.items() if count < 5]
    if len(counts) != FUNCTION_COUNT:
        faults.append(f"{len(counts)} functions, not {FUNCTION_COUNT}")
    print("\n".join(f"not vector code: {fault}" for fault in faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
