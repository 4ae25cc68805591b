#include <cfenv>
#include <cmath>
#include <string>

#include "tests/ptx/replay/lanewise.hpp"

// IEEE arithmetic rounded towards zero, down or up: nvcc writes it for round() and for intrinsics
// such as __dadd_ru.

namespace tessera::ptx {
namespace {

/// `function` of the arguments with another direction of rounding. Volatile, so that the compiler
/// neither computes early nor moves the operation out of the two calls.
template <int direction, class T, class... Rest, class Function>
T rounded(const Function& function, T first, Rest... rest) {
  const auto run = [&](const volatile T& a, const volatile Rest&... others) {
    std::fesetround(direction);
    const volatile T result = function(a, others...);
    std::fesetround(FE_TONEAREST);
    return result;
  };
  return run(first, rest...);
}

template <int direction, class T>
T add(T a, T b) {
  return rounded<direction>([](T x, T y) { return x + y; }, a, b);
}
template <int direction, class T>
T subtract(T a, T b) {
  return rounded<direction>([](T x, T y) { return x - y; }, a, b);
}
template <int direction, class T>
T multiply(T a, T b) {
  return rounded<direction>([](T x, T y) { return x * y; }, a, b);
}
template <int direction, class T>
T divide(T a, T b) {
  return rounded<direction>([](T x, T y) { return x / y; }, a, b);
}
template <int direction, class T>
T square_root(T a) {
  return rounded<direction>([](T x) { return std::sqrt(x); }, a);
}
template <int direction, class T>
T fused(T a, T b, T c) {
  return rounded<direction>([](T x, T y, T z) { return std::fma(x, y, z); }, a, b, c);
}

template <int direction, class T>
void add_direction(OperationTable& table, const std::string& end) {
  table["add" + end] = lanewise<&add<direction, T>>();
  table["sub" + end] = lanewise<&subtract<direction, T>>();
  table["mul" + end] = lanewise<&multiply<direction, T>>();
  table["div" + end] = lanewise<&divide<direction, T>>();
  table["sqrt" + end] = lanewise<&square_root<direction, T>>();
  table["fma" + end] = lanewise<&fused<direction, T>>();
}

template <class T>
void add_directions(OperationTable& table, const std::string& type) {
  add_direction<FE_TOWARDZERO, T>(table, ".rz." + type);
  add_direction<FE_DOWNWARD, T>(table, ".rm." + type);
  add_direction<FE_UPWARD, T>(table, ".rp." + type);
}

}  // namespace

void add_directed_operations(OperationTable& table) {
  add_directions<float>(table, "f32");
  add_directions<double>(table, "f64");
}

}  // namespace tessera::ptx
