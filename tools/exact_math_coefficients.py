#!/usr/bin/env python3
"""Computes the constants of kernels/numerics/exact_math.hpp and writes them as a header.

    tools/exact_math_coefficients.py [--check]

Needs mpmath (pip install mpmath) and clang-format, and a minute. Polynomials are the best ones for
the weight that turns their error into the relative error of the function (Remez exchange, 400 bits).
Coefficients are rounded one after the other, lowest power first, and where the interval allows it
the remaining ones are fitted again each time. The header states the errors of what was rounded. With
--check it is compared with what would be written.
"""

import functools
import pathlib
import subprocess
import sys

import mpmath as mp

from best_fits import rounded, rounded_polynomial, rounded_ratio, split, split_down

mp.mp.prec = 400

HEADER = pathlib.Path(__file__).parent.parent / "kernels/numerics/exact_math_coefficients.hpp"
BITS = {"double": 53, "float": 24}


def literal(value, kind):
    """A C++ literal with exactly this value."""
    text = float(value).hex()
    digits, exponent = text.split("p")
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return f"{digits}p{int(exponent)}" + ("f" if kind == "float" else "")


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


def constant_name(function, kind):
    """log_tail in double is kLogTailF64."""
    words = "".join(word.capitalize() for word in function.split("_"))
    return f"k{words}{'F64' if kind == 'double' else 'F32'}"


def coefficients_text(name, kind, values):
    numbers = ", ".join(literal(value, kind) for value in values)
    return f"TESSERA_DEFINE_COEFFICIENTS({kind}, {name}, {numbers});\n"


def polynomial_text(name, variable, formula, relative_to, interval, function, weight, counts):
    parts = []
    for kind, bits in BITS.items():
        count = counts[kind]
        coefficients, error = rounded_polynomial(function, weight, interval, count, bits)
        begin, end = (mp.nstr(bound if abs(bound) > 1e-9 else 0, 5) for bound in interval)
        constant = constant_name(name, kind)
        parts.append(
            coefficients_text(constant, kind, coefficients)
            + f"/// {formula} for {variable} in [{begin}, {end}]: degree {count - 1}, off by at most\n"
            f"/// 2^{mp.nstr(mp.log(error, 2), 4)} of {relative_to}.\n"
            f"TESSERA_HD {kind} {name}({kind} {variable}) {{\n"
            f"  return polynomial({variable}, TESSERA_COEFFICIENTS({constant}));\n}}\n"
        )
    return "\n".join(parts)


def constants_text(kind):
    bits = BITS[kind]
    # k kLn2Head is exact for every exponent k, q kHalfPiMiddle for every |x| <= kSincosRange.
    exponent_bits = 11 if kind == "double" else 8
    range_bits = 20 if kind == "double" else 9
    # Positive parts: their products with a quarter count of zero leave the sign of -0 alone.
    half_pi = split_down(mp.pi / 2, [bits, bits - range_bits, bits])
    two_pi = split(2 * mp.pi, [bits, bits])
    ln2 = split(mp.log(2), [bits - exponent_bits, bits])
    ln2_full = split(mp.log(2), [bits, bits])
    lines = [
        ("kLn2Head", ln2[0], f"ln 2, to {bits - exponent_bits} bits"),
        ("kLn2Tail", ln2[1], "ln 2 - kLn2Head"),
        ("kLn2High", ln2_full[0], "ln 2"),
        ("kLn2Low", ln2_full[1], "ln 2 - kLn2High"),
        ("kLog2E", rounded(1 / mp.log(2), bits), "1 / ln 2"),
        ("kTwoOverPi", rounded(2 / mp.pi, bits), "2 / pi"),
        ("kHalfPiHigh", half_pi[0], "pi / 2"),
        ("kHalfPiMiddle", half_pi[1], f"pi / 2 - kHalfPiHigh, to {bits - range_bits} bits"),
        ("kHalfPiLow", half_pi[2], "what is left of pi / 2"),
        ("kTwoPiHigh", two_pi[0], "2 pi"),
        ("kTwoPiLow", two_pi[1], "2 pi - kTwoPiHigh"),
    ]
    text = f"template <>\nstruct ExactConstants<{kind}> {{\n"
    for name, value, meaning in lines:
        text += f"  static constexpr {kind} {name} = {literal(value, kind)};  // {meaning}\n"
    return text + "};\n"


def normal_quantile(p):
    """x with Phi(-x) = p, for 0 < p < 1/2."""
    if p > mp.mpf(10) ** -4:
        return mp.sqrt(2) * mp.erfinv(1 - 2 * p)
    x = mp.sqrt(-2 * mp.log(p))
    while True:  # Newton's method for log Phi(-x) = log p
        tail = mp.erfc(x / mp.sqrt(2)) / 2
        step = mp.log(tail / p) * tail / mp.npdf(x)
        x += step
        if abs(step) < mp.mpf(10) ** -60:
            return x


def root_of_square(s):
    return mp.sqrt(CENTRAL_SQUARE - s)


# The three parts of the inverse normal distribution. A simple function that the source evaluates
# comes close to each; the ratio is the small difference. Name, variable, meaning, interval, the
# ratio, and the factor that makes its error a relative one.
CENTRAL_SQUARE = mp.mpf("0.180625")  # 0.425^2
RATIOS = [
    (
        "inverse_normal_central", "s", "Phi^-1(1/2 + q) / q - 3, s = 0.425^2 - q^2",
        (mp.mpf(0), CENTRAL_SQUARE - mp.mpf(10) ** -12),
        lambda s: normal_quantile(0.5 - root_of_square(s)) / root_of_square(s) - 3,
        lambda s: root_of_square(s) / normal_quantile(0.5 - root_of_square(s)),
    ),
    (
        "inverse_normal_tail", "t", "-Phi^-1(exp(-r^2)) - 1.5 r + 1, t = r - 1.6",
        (mp.mpf(0), mp.mpf("4.47")),
        lambda t: normal_quantile(mp.exp(-((t + mp.mpf("1.6")) ** 2))) - (1.5 * t + mp.mpf("1.4")),
        lambda t: 1 / normal_quantile(mp.exp(-((t + mp.mpf("1.6")) ** 2))),
    ),
    (
        "inverse_normal_far_tail", "t", "-Phi^-1(exp(-r^2)) - 1.4375 r, t = r - 6",
        (mp.mpf(0), mp.mpf("21.3")),
        lambda t: normal_quantile(mp.exp(-((t + 6) ** 2))) - 1.4375 * (t + 6),
        lambda t: 1 / normal_quantile(mp.exp(-((t + 6) ** 2))),
    ),
]  # fmt: skip


def ratio_text(name, variable, meaning, interval, function, weight):
    degrees = (8, 7)
    ratio, error = rounded_ratio(
        functools.cache(function), functools.cache(weight), interval, degrees, BITS["double"])
    begin, end = (mp.nstr(bound, 5) for bound in interval)
    over, under = (constant_name(name + part, "double") for part in ("_over", "_under"))
    return (
        coefficients_text(over, "double", ratio[0])
        + coefficients_text(under, "double", ratio[1])
        + f"/// {meaning}, for {variable} in [{begin}, {end}]: degrees\n"
        f"/// {degrees[0]} and {degrees[1]}, off by at most 2^{mp.nstr(mp.log(error, 2), 4)} of Phi^-1.\n"
        f"TESSERA_HD Ratio<double> {name}(double {variable}) {{\n"
        f"  return {{polynomial({variable}, TESSERA_COEFFICIENTS({over})), "
        f"polynomial({variable}, TESSERA_COEFFICIENTS({under}))}};\n}}\n"
    )


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
        + ", ".join(f"0x{word:08x}" for word in words)
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
    parts.append("\n" + "\n".join(ratio_text(*ratio) for ratio in RATIOS))
    parts.append("\n" + two_over_pi_text())
    parts.append("\n}  // namespace TESSERA_ISA\n}  // namespace tessera::exact\n")
    return "".join(parts)


def main():
    text = subprocess.run(
        ["clang-format", f"--assume-filename={HEADER}"], input=header_text(), text=True,
        stdout=subprocess.PIPE, check=True).stdout
    if "--check" in sys.argv[1:]:
        return 0 if HEADER.read_text(encoding="utf-8") == text else 1
    HEADER.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
