"""Best approximations by polynomials and by ratios of polynomials, in mpmath's arithmetic."""

import mpmath as mp


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


def ratio_at(ratio, x):
    return mp.polyval(ratio[0][::-1], x) / mp.polyval(ratio[1][::-1], x)


def best_ratio(xs, values, weights, degrees):
    """The ratio of polynomials whose largest weighted error is smallest, nearly: least squares of
    the linearised error, with more weight where the error was large (Lawson 1961)."""
    top, bottom = degrees
    best, stress, denominators = None, [mp.mpf(1)] * len(xs), [mp.mpf(1)] * len(xs)
    for _ in range(12):
        equations, right = mp.matrix(len(xs), top + bottom + 1), mp.matrix(len(xs), 1)
        for row, (x, value) in enumerate(zip(xs, values)):
            scale = stress[row] * weights[row] / denominators[row]
            for power in range(top + 1):
                equations[row, power] = scale * x**power
            for power in range(1, bottom + 1):
                equations[row, top + power] = -scale * value * x**power
            right[row] = scale * value
        solution = list(mp.lu_solve(equations, right))
        ratio = solution[: top + 1], [mp.mpf(1)] + solution[top + 1 :]
        denominators = [mp.polyval(ratio[1][::-1], x) for x in xs]
        errors = [
            abs(w * (ratio_at(ratio, x) - value)) for x, value, w in zip(xs, values, weights)]
        if best is None or max(errors) < best[0]:
            best = max(errors), ratio
        mean = sum(errors) / len(errors)
        stress = [w * mp.sqrt(mp.mpf("0.2") + e / mean) for w, e in zip(stress, errors)]
    return best[1]


def split(value, widths):
    """`value` as a sum of numbers of so many bits each, largest first."""
    parts = []
    for bits in widths:
        parts.append(rounded(value - sum(parts), bits))
    return parts


def split_down(value, widths):
    """The same with no part above what is left, so that all of them are positive."""
    parts = []
    for bits in widths:
        rest = value - sum(parts)
        unit = mp.ldexp(1, int(mp.floor(mp.log(rest, 2))) + 1 - bits)
        parts.append(mp.floor(rest / unit) * unit)
    return parts


def rounded_ratio(function, weight, interval, degrees, bits):
    """The coefficients of numerator and denominator, and the largest weighted error."""
    xs = chebyshev_points(*interval, 90)
    values, weights = [function(x) for x in xs], [weight(x) for x in xs]
    denominator = [rounded(c, bits) for c in best_ratio(xs, values, weights, degrees)[1]]

    # The numerator is fitted again and makes good what the rounding of the denominator did.
    def bottom(x):
        return mp.polyval(denominator[::-1], x)

    numerator, error = rounded_polynomial(
        lambda x: function(x) * bottom(x), lambda x: weight(x) / bottom(x),
        interval, degrees[0] + 1, bits)
    return (numerator, denominator), error
