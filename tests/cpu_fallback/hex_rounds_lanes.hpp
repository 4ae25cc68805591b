#pragma once

#include <vector>

// cpu_fallback/hex_rounds.hpp for tests: hex_rounds_lanes.cpp is compiled for every instruction
// set, the tests for none of them.

namespace tessera::support {

/// Each takes any number of values and makes them anew.
struct RoundFunctions {
  void (*take_roots_by_steps)(std::vector<double>& values);
  void (*make_ordinary_round)(std::vector<double>& cells);
  void (*make_settled_round)(std::vector<double>& cells);
};

namespace x86_64_v3 {
RoundFunctions round_functions();
}
namespace x86_64_v4 {
RoundFunctions round_functions();
}

}  // namespace tessera::support
