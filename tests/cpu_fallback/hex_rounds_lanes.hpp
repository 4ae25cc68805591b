#pragma once

#include <vector>

// cpu_fallback/hex_rounds.hpp for tests: this part is compiled for AVX-512, the tests are not.

namespace tessera::support {

/// Each takes any number of values and makes them anew.
void take_roots_by_steps(std::vector<double>& values);
void make_ordinary_round(std::vector<double>& cells);
void make_settled_round(std::vector<double>& cells);

}  // namespace tessera::support
