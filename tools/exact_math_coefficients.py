#!/usr/bin/env python3
"""Computes the constants of kernels/numerics/exact_math and writes them as a header.

    tools/exact_math_coefficients.py [--check]

Needs mpmath (pip install mpmath). Every polynomial is the best one in the sense of Chebyshev for the
weight that turns its error into the relative error of the function (Remez exchange, 400 bits).
Coefficients are rounded one after the other, lowest power first, and where the interval allows it the
remaining ones are fitted again each time. The header states the error of the rounded polynomial.
With --check it is compared with what would be written.
"""

import pathlib
import sys

import mpmath as mp

mp.mp.prec = 400

HEADER = pathlib.Path(__file__).parent.parent / "kernels/numerics/exact_math_coefficients.hpp"
BITS = {"double": 53, "float": 24}


def rounded(value, bits):
    """`value` to the nearest number of `bits` significant bits."""
    with mp.workprec(bits):
        return +value


def chebyshev_points(begin, end, count):
    middle, half = (begin + end) / 2, (end - begin) / 2
    return [middle - half * mp.cos(mp.pi * i / (count - 1)) for i in range(count)]


def alternating_extrema(errors, count):
    """Places of the largest error between two changes of its sign; the `count` largest in a row."""
    places, start = [], 0
    for i in range(1, len(errors) + 1):
        if i == len(errors) or (errors[i] > 0) != (errors[start] > 0):
            places.append(max(range(start, i), key=lambda place: abs(errors[place])))
            start = i
    while len(places) > count:
        first_is_smaller = abs(errors[places[0]]) < abs(errors[places[-1]])
        places.pop(0 if first_is_smaller else -1)
    return places


def best_polynomial(function, weight, interval, powers):
    """Coefficients c for which the largest |weight (function - sum c x^power)| is smallest."""
    unknowns = len(powers) + 1
    # An even number of points keeps away from the middle, where a weight may be zero.
    grid = chebyshev_points(*interval, 60 * unknowns + 1 - unknowns % 2)
    values, weights = [function(x) for x in grid], [weight(x) for x in grid]
    nodes = [(len(grid) - 1) * i // (unknowns - 1) for i in range(unknowns)]
    for _ in range(30):
        equations, right = mp.matrix(unknowns, unknowns), mp.matrix(unknowns, 1)
        for row, node in enumerate(nodes):
            for column, power in enumerate(powers):
                equations[row, column] = weights[node] * grid[node] ** power
            equations[row, unknowns - 1] = (-1) ** row
            right[row] = weights[node] * values[node]
        solution = mp.lu_solve(equations, right)
        coefficients = list(solution)[:-1]
        errors = [
            w * (value - sum(c * x**power for c, power in zip(coefficients, powers)))
            for x, value, w in zip(grid, values, weights)
        ]
        largest = max(abs(error) for error in errors)
        places = alternating_extrema(errors, unknowns)
        if len(places) < unknowns or largest < 1.002 * abs(solution[unknowns - 1]):
            break
        nodes = places
    return coefficients


def rounded_polynomial(function, weight, interval, count, bits):
    """`count` coefficients of `bits` bits, lowest power first, and the largest weighted error."""
    coefficients = []
    while len(coefficients) < count:
        powers = range(len(coefficients), count)

        def rest(x):
            return function(x) - sum(c * x**power for power, c in enumerate(coefficients))

        best = [rounded(c, bits) for c in best_polynomial(rest, weight, interval, powers)]
        # Powers from 1 on interpolate nothing where 0 is inside the interval: no second fit there.
        coefficients += best[:1] if interval[0] >= 0 else best
    error = max(abs(weight(x) * rest(x)) for x in chebyshev_points(*interval, 1000))
    return coefficients, error


def literal(value, kind):
    """A C++ literal with exactly this value."""
    text = float(value).hex()
    digits, exponent = text.split("p")
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return f"{digits}p{int(exponent)}" + ("f" if kind == "float" else "")


def wrapped(items, indent, width=100):
    lines, line = [], indent
    for item in items:
        if len(line) + len(item) + 2 > width:
            lines.append(line.rstrip())
            line = indent
        line += item + ", "
    lines.append(line.rstrip(", "))
    return "\n".join(lines)


# What is approximated, and the factor that makes its error a relative one of the function.
# Intervals are a little wider than what the reductions leave.
LOG_INTERVAL = (mp.sqrt(mp.mpf(1) / 2) - 1 - mp.mpf(10) ** -7, mp.sqrt(2) - 1 + mp.mpf(10) ** -7)
EXP_INTERVAL = (-mp.log(2) / 2 - mp.mpf(10) ** -4, mp.log(2) / 2 + mp.mpf(10) ** -4)
QUARTER_INTERVAL = (mp.mpf(2) ** -60, (mp.pi / 4 + mp.mpf(10) ** -4) ** 2)

POLYNOMIALS = [
    (
        "log_tail", "f", "(log(1 + f) - f + f^2/2) / f^3", "log(1 + f)", LOG_INTERVAL,
        lambda f: (mp.log1p(f) - f + f**2 / 2) / f**3,
        lambda f: f**3 / mp.log1p(f),
        {"double": 20, "float": 9},
    ),
    (
        "exp_tail", "r", "(exp(r) - 1 - r) / r^2", "exp(r)", EXP_INTERVAL,
        lambda r: (mp.expm1(r) - r) / r**2,
        lambda r: r**2 / mp.exp(r),
        {"double": 10, "float": 6},
    ),
    (
        "sin_tail", "z", "(sqrt(z) - sin(sqrt(z))) / z^(3/2)", "sin(sqrt(z))", QUARTER_INTERVAL,
        lambda z: (mp.sqrt(z) - mp.sin(mp.sqrt(z))) / (z * mp.sqrt(z)),
        lambda z: z * mp.sqrt(z) / mp.sin(mp.sqrt(z)),
        {"double": 6, "float": 3},
    ),
    (
        "cos_tail", "z", "(cos(sqrt(z)) - 1 + z/2) / z^2", "cos(sqrt(z))", QUARTER_INTERVAL,
        lambda z: (mp.cos(mp.sqrt(z)) - 1 + z / 2) / z**2,
        lambda z: z**2 / mp.cos(mp.sqrt(z)),
        {"double": 6, "float": 3},
    ),
]  # fmt: skip


def polynomial_text(name, variable, formula, relative_to, interval, function, weight, counts):
    parts = []
    for kind, bits in BITS.items():
        count = counts[kind]
        coefficients, error = rounded_polynomial(function, weight, interval, count, bits)
        begin, end = (mp.nstr(bound if abs(bound) > 1e-9 else 0, 5) for bound in interval)
        parts.append(
            f"/// {formula} for {variable} in [{begin}, {end}]: degree {count - 1}, off by at most\n"
            f"/// 2^{mp.nstr(mp.log(error, 2), 4)} of {relative_to}.\n"
            f"TESSERA_HD {kind} {name}({kind} {variable}) {{\n"
            f"  constexpr {kind} kCoefficients[] = {{\n"
            + wrapped([literal(c, kind) for c in coefficients], " " * 6)
            + f"}};\n  return polynomial({variable}, kCoefficients);\n}}\n"
        )
    return "\n".join(parts)


def split(value, widths):
    """`value` as a sum of numbers of so many bits each, largest first."""
    parts = []
    for bits in widths:
        parts.append(rounded(value - sum(parts), bits))
    return parts


def constants_text(kind):
    bits = BITS[kind]
    # k ln2_high is exact for every exponent k; k half_pi_middle for |x| <= the near limit.
    exponent_bits = 11 if kind == "double" else 8
    near_bits = 20 if kind == "double" else 12
    half_pi = split(mp.pi / 2, [bits, bits - near_bits, bits])
    two_pi = split(2 * mp.pi, [bits, bits])
    ln2 = split(mp.log(2), [bits - exponent_bits, bits])
    ln2_full = split(mp.log(2), [bits, bits])
    lines = [
        ("ln2_head", ln2[0], "of so few bits that its product with an exponent is exact"),
        ("ln2_tail", ln2[1], "ln 2 - ln2_head"),
        ("ln2_high", ln2_full[0], "ln 2"),
        ("ln2_low", ln2_full[1], "ln 2 - ln2_high"),
        ("log2_e", rounded(1 / mp.log(2), bits), "1 / ln 2"),
        ("two_over_pi", rounded(2 / mp.pi, bits), "2 / pi"),
        ("half_pi_high", half_pi[0], "pi / 2"),
        ("half_pi_middle", half_pi[1], f"pi / 2 - half_pi_high, to {bits - near_bits} bits"),
        ("half_pi_low", half_pi[2], "pi / 2 - half_pi_high - half_pi_middle"),
        ("two_pi_high", two_pi[0], "2 pi"),
        ("two_pi_low", two_pi[1], "2 pi - two_pi_high"),
    ]
    text = f"template <>\nstruct ExactConstants<{kind}> {{\n"
    for name, value, meaning in lines:
        text += f"  static constexpr {kind} {name} = {literal(value, kind)};  // {meaning}\n"
    return text + "};\n"


def two_over_pi_text():
    """2 / pi in 32-bit words, after two words of zero; enough for the largest double."""
    word_count = 37
    with mp.workprec(32 * word_count + 64):
        digits = int(mp.floor(2 / mp.pi * mp.mpf(2) ** (32 * word_count)))
    words = [0, 0] + [digits >> 32 * (word_count - 1 - i) & 0xFFFFFFFF for i in range(word_count)]
    return (
        "/// Bits of 2 / pi, 32 to a word, highest first, after two words of zero.\n"
        "TESSERA_HD std::uint32_t two_over_pi_word(int word) {\n"
        f"  static constexpr std::uint32_t kWords[{len(words)}] = {{\n"
        + wrapped([f"0x{word:08x}" for word in words], " " * 6)
        + "};\n  return kWords[word];\n}\n"
    )


def header_text():
    parts = [
        "#pragma once\n\n#include <cstdint>\n\n"
        '#include "kernels/numerics/polynomial.hpp"\n'
        '#include "kernels/numerics/portability.hpp"\n\n'
        "// Written by tools/exact_math_coefficients.py, which says how the numbers were found.\n\n"
        "namespace tessera::exact {\n"
        "inline namespace TESSERA_ISA {\n\n"
        "template <class Real>\n"
        "struct ExactConstants;\n\n"
    ]
    parts.append("\n".join(constants_text(kind) for kind in BITS) + "\n")
    parts.append("\n".join(polynomial_text(*polynomial) for polynomial in POLYNOMIALS))
    parts.append("\n" + two_over_pi_text())
    parts.append("\n}  // namespace TESSERA_ISA\n}  // namespace tessera::exact\n")
    return "".join(parts)


def main():
    text = header_text()
    if "--check" in sys.argv[1:]:
        return 0 if HEADER.read_text(encoding="utf-8") == text else 1
    HEADER.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
