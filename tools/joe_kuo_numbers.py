#!/usr/bin/env python3
"""Writes data/sobol/joe_kuo_d6.txt from the copy of the numbers that SciPy carries.

    pip download --no-deps scipy
    unzip scipy-*.whl scipy/stats/_sobol_direction_numbers.npz
    tools/joe_kuo_numbers.py scipy/stats/_sobol_direction_numbers.npz [--check]

Needs NumPy. With --check the file is compared with what would be written.
"""

import pathlib
import sys

import numpy

FILE = pathlib.Path(__file__).parent.parent / "data/sobol/joe_kuo_d6.txt"
DIMENSIONS = 4096
HEADER = f"""\
# Direction numbers of Joe and Kuo (set D6, 2008) for dimensions 2 to {DIMENSIONS}; the first has none.
# Copyright (c) 2008, Frances Y. Kuo and Stephen Joe; see LICENSE and README.md beside this file.
# dimension, degree s and inner coefficients a of its primitive polynomial, m_1 ... m_s
"""


def row(dimension, polynomial, numbers):
    degree = int(polynomial).bit_length() - 1
    inner = (int(polynomial) >> 1) & ((1 << (degree - 1)) - 1)
    return " ".join(map(str, [dimension, degree, inner, *map(int, numbers[:degree])]))


def text_of(archive):
    rows = zip(archive["poly"][1:DIMENSIONS], archive["vinit"][1:DIMENSIONS])
    return HEADER + "".join(
        row(dimension, polynomial, numbers) + "\n"
        for dimension, (polynomial, numbers) in enumerate(rows, start=2)
    )


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--check"]
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    text = text_of(numpy.load(arguments[0]))
    if "--check" in sys.argv[1:]:
        return 0 if FILE.read_text(encoding="utf-8") == text else 1
    FILE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
