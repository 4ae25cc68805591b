#!/usr/bin/env python3
"""Draws docs/images/monte_carlo_error.png: the standard error of an arithmetic Asian call against
the number of paths, for every way in which `tessera mc` makes it smaller. Needs matplotlib.

usage: monte_carlo_error.py TESSERA IMAGE.png
"""
import json
import subprocess
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

CONTRACT = ["--payoff", "asian-arithmetic-call", "--steps", "16", "--seed", "42"]
WAYS = [
    ("pseudo-random", [], "#8a8f98"),
    ("antithetic", ["--antithetic"], "#5b8db8"),
    ("scrambled Sobol", ["--sampler", "sobol"], "#2a9d6f"),
    ("control variate", ["--control-variate"], "#d98032"),
    ("Sobol and control variate", ["--sampler", "sobol", "--control-variate"], "#b0413e"),
]
EXPONENTS = range(12, 24)


def standard_error(tessera, flags, paths):
    run = subprocess.run([tessera, "mc", *CONTRACT, *flags, "--paths", str(paths), "--json", "-", "--quiet"],
                         check=True, capture_output=True)
    summary = json.loads(run.stdout)
    return summary["paths"], summary["standard_error"]


def main(tessera, image):
    figure, axes = plt.subplots(figsize=(7.2, 4.0), dpi=110)
    for name, flags, colour in WAYS:
        points = [standard_error(tessera, flags, 2**exponent) for exponent in EXPONENTS]
        axes.loglog(*zip(*points), color=colour, marker="o", markersize=3, linewidth=1.4, label=name)
        axes.annotate(name, points[-1], xytext=(6, 1 if name == "pseudo-random" else -6), textcoords="offset points", color=colour, fontsize=9)
    axes.set_xlabel("paths")
    axes.set_ylabel("standard error of the price")
    axes.set_title("Arithmetic Asian call, 16 dates, price 5.5448", loc="left", fontsize=10)
    axes.grid(True, which="major", color="#e4e6ea", linewidth=0.8)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_xlim(right=2.0**EXPONENTS[-1] * 22)
    figure.tight_layout()
    figure.savefig(image)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
