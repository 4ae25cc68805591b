#include <bit>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>

#include "tests/ptx/replay/lanewise.hpp"

// Integer arithmetic. Everything is computed in wide unsigned numbers, where overflow is defined,
// and cut to the type of the instruction.

namespace tessera::ptx {
namespace {

__extension__ using Wide = unsigned __int128;
__extension__ using SignedWide = __int128;

template <class T>
constexpr int kBits = std::numeric_limits<std::make_unsigned_t<T>>::digits;

template <class T>
Wide widen(T value) {
  return static_cast<Wide>(static_cast<SignedWide>(value));
}
template <class T>
T add(T a, T b) {
  return static_cast<T>(bits_of(a) + bits_of(b));
}
template <class T>
T subtract(T a, T b) {
  return static_cast<T>(bits_of(a) - bits_of(b));
}
template <class T>
T multiply_low(T a, T b) {
  return static_cast<T>(bits_of(a) * bits_of(b));
}
template <class T>
T multiply_high(T a, T b) {
  return static_cast<T>((widen(a) * widen(b)) >> kBits<T>);
}
template <class T>
T multiply_add_low(T a, T b, T c) {
  return add(multiply_low(a, b), c);
}
template <class T>
T multiply_add_high(T a, T b, T c) {
  return add(multiply_high(a, b), c);
}
template <class T, class Product>
Product multiply_wide(T a, T b) {
  return static_cast<Product>(bits_of(a) * bits_of(b));
}
template <class T, class Product>
Product multiply_add_wide(T a, T b, Product c) {
  return add(multiply_wide<T, Product>(a, b), c);
}
template <class T>
T quotient(T a, T b) {
  if constexpr (std::is_signed_v<T>) {
    if (b == -1) return static_cast<T>(-bits_of(a));
  }
  return static_cast<T>(a / b);
}
template <class T>
T remainder(T a, T b) {
  if constexpr (std::is_signed_v<T>) {
    if (b == -1) return 0;
  }
  return static_cast<T>(a % b);
}
template <class T>
T smaller(T a, T b) {
  return a < b ? a : b;
}
template <class T>
T larger(T a, T b) {
  return a < b ? b : a;
}
template <class T>
T negative(T a) {
  return static_cast<T>(-bits_of(a));
}
template <class T>
T magnitude(T a) {
  return a < 0 ? negative(a) : a;
}
template <class T>
T add_difference(T a, T b, T c) {
  return add(a < b ? subtract(b, a) : subtract(a, b), c);
}

/// Division by zero gives an unspecified value on the device: it is reported instead.
template <class T, T (*function)(T, T)>
void divide(Warp& warp, const Instruction& instruction, LaneMask mask) {
  const Lanes& divisors = warp.lanes(instruction.from[1]);
  for_each_lane(mask, [&](int lane) {
    if (value_in<T>(divisors[static_cast<std::size_t>(lane)]) == 0) {
      warp.fail(instruction, lane, "divides by zero");
    }
  });
  Lanewise<function>::run(warp, instruction, mask);
}

template <class T>
void add_common(OperationTable& table, const std::string& type) {
  table["add." + type] = lanewise<&add<T>>();
  table["sub." + type] = lanewise<&subtract<T>>();
  table["mul.lo." + type] = lanewise<&multiply_low<T>>();
  table["mul.hi." + type] = lanewise<&multiply_high<T>>();
  table["mad.lo." + type] = lanewise<&multiply_add_low<T>>();
  table["mad.hi." + type] = lanewise<&multiply_add_high<T>>();
  table["div." + type] = {divide<T, &quotient<T>>, 2};
  table["rem." + type] = {divide<T, &remainder<T>>, 2};
  table["min." + type] = lanewise<&smaller<T>>();
  table["max." + type] = lanewise<&larger<T>>();
  table["sad." + type] = lanewise<&add_difference<T>>();
}

template <class T>
void add_signed(OperationTable& table, const std::string& type) {
  table["neg." + type] = lanewise<&negative<T>>();
  table["abs." + type] = lanewise<&magnitude<T>>();
}

template <class T, class Product>
void add_wide(OperationTable& table, const std::string& type) {
  table["mul.wide." + type] = lanewise<&multiply_wide<T, Product>>();
  table["mad.wide." + type] = lanewise<&multiply_add_wide<T, Product>>();
}

}  // namespace

void add_arithmetic_operations(OperationTable& table) {
  add_common<std::uint16_t>(table, "u16");
  add_common<std::uint32_t>(table, "u32");
  add_common<std::uint64_t>(table, "u64");
  add_common<std::int16_t>(table, "s16");
  add_common<std::int32_t>(table, "s32");
  add_common<std::int64_t>(table, "s64");
  add_signed<std::int16_t>(table, "s16");
  add_signed<std::int32_t>(table, "s32");
  add_signed<std::int64_t>(table, "s64");
  add_wide<std::uint16_t, std::uint32_t>(table, "u16");
  add_wide<std::uint32_t, std::uint64_t>(table, "u32");
  add_wide<std::int16_t, std::int32_t>(table, "s16");
  add_wide<std::int32_t, std::int64_t>(table, "s32");
}

}  // namespace tessera::ptx
