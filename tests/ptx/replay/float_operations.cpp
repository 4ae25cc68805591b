#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>

#include "tests/ptx/replay/lanewise.hpp"

// IEEE arithmetic, rounded to nearest. This file must be compiled without contraction.

namespace tessera::ptx {
namespace {

template <class T>
using BitsOf = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
template <class T>
constexpr BitsOf<T> kSignBit = BitsOf<T>{1} << (8 * sizeof(T) - 1);

template <class T>
T add(T a, T b) {
  return a + b;
}
template <class T>
T subtract(T a, T b) {
  return a - b;
}
template <class T>
T multiply(T a, T b) {
  return a * b;
}
template <class T>
T divide(T a, T b) {
  return a / b;
}
template <class T>
T reciprocal(T a) {
  return T{1} / a;
}
template <class T>
T square_root(T a) {
  return std::sqrt(a);
}
template <class T>
T fused(T a, T b, T c) {
  return std::fma(a, b, c);
}
template <class T>
T negative(T a) {
  return std::bit_cast<T>(std::bit_cast<BitsOf<T>>(a) ^ kSignBit<T>);
}
template <class T>
T magnitude(T a) {
  return std::bit_cast<T>(std::bit_cast<BitsOf<T>>(a) & ~kSignBit<T>);
}
/// b with the sign of a.
template <class T>
T with_sign_of(T a, T b) {
  const BitsOf<T> sign = std::bit_cast<BitsOf<T>>(a) & kSignBit<T>;
  return std::bit_cast<T>((std::bit_cast<BitsOf<T>>(b) & ~kSignBit<T>) | sign);
}
/// -0 is below +0, and a NaN gives way to a number.
template <class T>
T smaller(T a, T b) {
  if (std::isnan(a)) return b;
  if (std::isnan(b)) return a;
  if (a == b) return std::signbit(a) ? a : b;
  return a < b ? a : b;
}
template <class T>
T larger(T a, T b) {
  if (std::isnan(a)) return b;
  if (std::isnan(b)) return a;
  if (a == b) return std::signbit(a) ? b : a;
  return a < b ? b : a;
}
template <class T>
bool is_finite(T a) {
  return std::isfinite(a);
}
template <class T>
bool is_infinite(T a) {
  return std::isinf(a);
}
template <class T>
bool is_number(T a) {
  return !std::isnan(a);
}
template <class T>
bool is_nan(T a) {
  return std::isnan(a);
}
template <class T>
bool is_normal(T a) {
  return std::isnormal(a);
}
template <class T>
bool is_subnormal(T a) {
  return a != T{0} && magnitude(a) < std::numeric_limits<T>::min();
}

template <class T>
void add_floats(OperationTable& table, const std::string& type) {
  for (const char* rounding : {"", ".rn"}) {
    const std::string end = rounding + ("." + type);
    table["add" + end] = lanewise<&add<T>>();
    table["sub" + end] = lanewise<&subtract<T>>();
    table["mul" + end] = lanewise<&multiply<T>>();
  }
  table["div.rn." + type] = lanewise<&divide<T>>();
  table["rcp.rn." + type] = lanewise<&reciprocal<T>>();
  table["sqrt.rn." + type] = lanewise<&square_root<T>>();
  table["fma.rn." + type] = lanewise<&fused<T>>();
  table["mad.rn." + type] = lanewise<&fused<T>>();
  table["neg." + type] = lanewise<&negative<T>>();
  table["abs." + type] = lanewise<&magnitude<T>>();
  table["copysign." + type] = lanewise<&with_sign_of<T>>();
  table["min." + type] = lanewise<&smaller<T>>();
  table["max." + type] = lanewise<&larger<T>>();
  table["testp.finite." + type] = lanewise<&is_finite<T>>();
  table["testp.infinite." + type] = lanewise<&is_infinite<T>>();
  table["testp.number." + type] = lanewise<&is_number<T>>();
  table["testp.notanumber." + type] = lanewise<&is_nan<T>>();
  table["testp.normal." + type] = lanewise<&is_normal<T>>();
  table["testp.subnormal." + type] = lanewise<&is_subnormal<T>>();
}

}  // namespace

void add_float_operations(OperationTable& table) {
  add_floats<float>(table, "f32");
  add_floats<double>(table, "f64");
}

}  // namespace tessera::ptx
