#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>

#include "tests/ptx/replay/decoder.hpp"
#include "tests/ptx/replay/lanewise.hpp"

// Logic, shifts, bit fields and selection.

namespace tessera::ptx {
namespace {

template <class T>
constexpr int kBits = std::numeric_limits<std::make_unsigned_t<T>>::digits;
template <class T>
constexpr T kAllBits = std::numeric_limits<T>::max();

template <class T>
T both(T a, T b) {
  return static_cast<T>(a & b);
}
template <class T>
T either(T a, T b) {
  return static_cast<T>(a | b);
}
template <class T>
T exclusive(T a, T b) {
  return static_cast<T>(a ^ b);
}
template <class T>
T complement(T a) {
  return static_cast<T>(~a);
}
bool negation(bool a) { return !a; }
template <class T>
T is_zero(T a) {
  return a == 0 ? 1 : 0;
}

template <class T>
T shift_left(T a, std::uint32_t by) {
  return by < kBits<T> ? static_cast<T>(static_cast<std::uint64_t>(a) << by) : T{0};
}
/// Arithmetic for signed types; shifts of the width and more leave the sign or nothing.
template <class T>
T shift_right(T a, std::uint32_t by) {
  if (by >= kBits<T>) return std::is_signed_v<T> && a < 0 ? T(-1) : T{0};
  return static_cast<T>(a >> by);
}
std::uint32_t funnel_left(std::uint32_t low, std::uint32_t high, std::uint32_t by) {
  const std::uint64_t both_words = (std::uint64_t{high} << 32) | low;
  return static_cast<std::uint32_t>((both_words << by) >> 32);
}
std::uint32_t funnel_right(std::uint32_t low, std::uint32_t high, std::uint32_t by) {
  const std::uint64_t both_words = (std::uint64_t{high} << 32) | low;
  return static_cast<std::uint32_t>(both_words >> by);
}
std::uint32_t funnel_left_wrap(std::uint32_t low, std::uint32_t high, std::uint32_t by) {
  return funnel_left(low, high, by & 31);
}
std::uint32_t funnel_left_clamp(std::uint32_t low, std::uint32_t high, std::uint32_t by) {
  return funnel_left(low, high, std::min(by, 32u));
}
std::uint32_t funnel_right_wrap(std::uint32_t low, std::uint32_t high, std::uint32_t by) {
  return funnel_right(low, high, by & 31);
}
std::uint32_t funnel_right_clamp(std::uint32_t low, std::uint32_t high, std::uint32_t by) {
  return funnel_right(low, high, std::min(by, 32u));
}

template <class T>
std::uint32_t count_ones(T a) {
  return static_cast<std::uint32_t>(std::popcount(a));
}
template <class T>
std::uint32_t count_leading_zeros(T a) {
  return static_cast<std::uint32_t>(std::countl_zero(a));
}
template <class T>
T reversed(T a) {
  T result = 0;
  for (int bit = 0; bit < kBits<T>; ++bit) {
    result = static_cast<T>((result << 1) | ((a >> bit) & 1));
  }
  return result;
}
/// The field of `length` bits from `position` on; signed types repeat its last bit upwards.
template <class T>
T extract(T a, std::uint32_t position, std::uint32_t length) {
  using Unsigned = std::make_unsigned_t<T>;
  const int begin = static_cast<int>(position & 0xff);
  const int size = static_cast<int>(length & 0xff);
  if (size == 0) return 0;
  const auto bits = static_cast<Unsigned>(a);
  const int sign_at = std::min(begin + size - 1, kBits<T> - 1);
  const bool sign = std::is_signed_v<T> && ((bits >> sign_at) & 1) != 0;
  const Unsigned fill = sign ? kAllBits<Unsigned> : Unsigned{0};
  Unsigned field = begin < kBits<T> ? static_cast<Unsigned>(bits >> begin) : Unsigned{0};
  const int present = std::min(size, std::max(kBits<T> - begin, 0));
  if (present >= kBits<T>) return static_cast<T>(field);
  const Unsigned mask = static_cast<Unsigned>((Unsigned{1} << present) - 1);
  field &= mask;
  return static_cast<T>(field | (fill & ~mask));
}
/// `into` with the low `length` bits of `from` at `position`.
template <class T>
T insert(T from, T into, std::uint32_t position, std::uint32_t length) {
  const std::uint32_t begin = position & 0xff;
  const std::uint32_t size = length & 0xff;
  if (begin >= kBits<T> || size == 0) return into;
  const T ones = size >= kBits<T> ? kAllBits<T> : static_cast<T>((T{1} << size) - 1);
  const T mask = static_cast<T>(ones << begin);
  return static_cast<T>((into & ~mask) | ((from << begin) & mask));
}
/// `width` ones from bit `position` on, as many as fit into the word.
std::uint32_t mask_of(std::uint32_t position, std::uint32_t width) {
  const std::uint64_t ones = (std::uint64_t{1} << width) - 1;
  return static_cast<std::uint32_t>(ones << position);
}
std::uint32_t mask_wrap(std::uint32_t position, std::uint32_t width) {
  return mask_of(position & 31, width & 31);
}
std::uint32_t mask_clamp(std::uint32_t position, std::uint32_t width) {
  return mask_of(std::min(position, 32u), std::min(width, 32u));
}
/// Position of the highest bit that differs from the sign; all ones if there is none.
template <class T>
std::uint32_t highest_bit(T a) {
  using Unsigned = std::make_unsigned_t<T>;
  const auto bits = static_cast<Unsigned>(std::is_signed_v<T> && a < 0 ? ~a : a);
  return static_cast<std::uint32_t>(kBits<T> - 1 - std::countl_zero(bits));
}
template <class T>
std::uint32_t highest_bit_shift(T a) {
  const std::uint32_t at = highest_bit(a);
  return at == kAllBits<std::uint32_t> ? at : kBits<T> - 1 - at;
}
/// Four bytes out of eight; bit 3 of a selector repeats the byte's sign.
std::uint32_t permute(std::uint32_t a, std::uint32_t b, std::uint32_t selectors) {
  const std::uint64_t bytes = (std::uint64_t{b} << 32) | a;
  std::uint32_t result = 0;
  for (int index = 0; index < 4; ++index) {
    const std::uint32_t selector = (selectors >> (4 * index)) & 0xf;
    std::uint32_t byte = static_cast<std::uint32_t>(bytes >> (8 * (selector & 7))) & 0xff;
    if ((selector & 8) != 0) byte = (byte & 0x80) != 0 ? 0xff : 0;
    result |= byte << (8 * index);
  }
  return result;
}
std::uint32_t look_up(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t table) {
  std::uint32_t result = 0;
  for (std::uint32_t entry = 0; entry < 8; ++entry) {
    if (((table >> entry) & 1) == 0) continue;
    result |=
        ((entry & 4) != 0 ? a : ~a) & ((entry & 2) != 0 ? b : ~b) & ((entry & 1) != 0 ? c : ~c);
  }
  return result;
}
template <class T>
T select(T a, T b, bool choose_a) {
  return choose_a ? a : b;
}
template <class T, class Sign>
T select_by_sign(T a, T b, Sign sign) {
  return sign >= 0 ? a : b;
}

template <class T>
void add_logic(OperationTable& table, const std::string& type) {
  table["and." + type] = lanewise<&both<T>>();
  table["or." + type] = lanewise<&either<T>>();
  table["xor." + type] = lanewise<&exclusive<T>>();
  if constexpr (!std::is_same_v<T, bool>) {
    table["not." + type] = lanewise<&complement<T>>();
    table["cnot." + type] = lanewise<&is_zero<T>>();
    table["shl." + type] = lanewise<&shift_left<T>>();
    table["shr." + type] = lanewise<&shift_right<T>>();
  }
}

template <class T>
void add_fields(OperationTable& table, const std::string& bits) {
  using Signed = std::make_signed_t<T>;
  table["popc.b" + bits] = lanewise<&count_ones<T>>();
  table["clz.b" + bits] = lanewise<&count_leading_zeros<T>>();
  table["brev.b" + bits] = lanewise<&reversed<T>>();
  table["bfi.b" + bits] = lanewise<&insert<T>>();
  table["bfe.u" + bits] = lanewise<&extract<T>>();
  table["bfe.s" + bits] = lanewise<&extract<Signed>>();
  table["bfind.u" + bits] = lanewise<&highest_bit<T>>();
  table["bfind.s" + bits] = lanewise<&highest_bit<Signed>>();
  table["bfind.shiftamt.u" + bits] = lanewise<&highest_bit_shift<T>>();
  table["bfind.shiftamt.s" + bits] = lanewise<&highest_bit_shift<Signed>>();
}

template <class T>
void add_selection(OperationTable& table, const std::string& bits) {
  for (const char* kind : {"b", "u", "s", "f"}) {
    table[std::string("selp.") + kind + bits] = lanewise<&select<T>>();
    table[std::string("slct.") + kind + bits + ".s32"] =
        lanewise<&select_by_sign<T, std::int32_t>>();
    table[std::string("slct.") + kind + bits + ".f32"] = lanewise<&select_by_sign<T, float>>();
  }
}

}  // namespace

void add_bit_operations(OperationTable& table) {
  add_logic<bool>(table, "pred");
  add_logic<std::uint16_t>(table, "b16");
  add_logic<std::uint32_t>(table, "b32");
  add_logic<std::uint64_t>(table, "b64");
  table["not.pred"] = lanewise<&negation>();
  table["shr.u16"] = lanewise<&shift_right<std::uint16_t>>();
  table["shr.u32"] = lanewise<&shift_right<std::uint32_t>>();
  table["shr.u64"] = lanewise<&shift_right<std::uint64_t>>();
  table["shr.s16"] = lanewise<&shift_right<std::int16_t>>();
  table["shr.s32"] = lanewise<&shift_right<std::int32_t>>();
  table["shr.s64"] = lanewise<&shift_right<std::int64_t>>();
  table["shf.l.wrap.b32"] = lanewise<&funnel_left_wrap>();
  table["shf.l.clamp.b32"] = lanewise<&funnel_left_clamp>();
  table["shf.r.wrap.b32"] = lanewise<&funnel_right_wrap>();
  table["shf.r.clamp.b32"] = lanewise<&funnel_right_clamp>();
  add_fields<std::uint32_t>(table, "32");
  add_fields<std::uint64_t>(table, "64");
  table["bmsk.wrap.b32"] = lanewise<&mask_wrap>();
  table["bmsk.clamp.b32"] = lanewise<&mask_clamp>();
  table["prmt.b32"] = lanewise<&permute>();
  table["lop3.b32"] = lanewise<&look_up>();
  add_selection<std::uint16_t>(table, "16");
  add_selection<std::uint32_t>(table, "32");
  add_selection<std::uint64_t>(table, "64");
}

}  // namespace tessera::ptx
