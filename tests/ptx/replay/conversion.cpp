#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "tests/ptx/replay/decoder.hpp"
#include "tests/ptx/replay/lanewise.hpp"
#include "tests/ptx/replay/replay_error.hpp"

// cvt between all integer and floating-point types.
//
// Every source value is exact in a long double (64 bits of significand at least), so that each
// conversion to a floating-point type is one rounding of an exact number.

namespace tessera::ptx {
namespace {

static_assert(std::numeric_limits<long double>::digits >= 64);

enum class Rounding : std::uint8_t { nearest, zero, down, up };

struct ConversionDetail {
  std::uint8_t from_bits = 0;
  std::uint8_t to_bits = 0;
  bool from_signed = false;
  bool to_signed = false;
};

/// Integer of `bits` bits in the low bits of `slot`, extended to 64.
std::uint64_t extended(std::uint64_t slot, int bits, bool is_signed) {
  const int shift = 64 - bits;
  if (!is_signed) return (slot << shift) >> shift;
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(slot << shift) >> shift);
}

void convert_integer(Warp& warp, const Instruction& instruction, LaneMask mask) {
  const auto detail = instruction.detail_as<ConversionDetail>();
  const Lanes& from = warp.lanes(instruction.from[0]);
  Lanes& to = warp.lanes(instruction.to[0]);
  for_each_lane(mask, [&](int index) {
    const auto lane = static_cast<std::size_t>(index);
    const std::uint64_t value = extended(from[lane], detail.from_bits, detail.from_signed);
    to[lane] = extended(value, detail.to_bits, detail.to_signed);
  });
}

struct IntegerRange {
  long double least;
  long double most;
};

IntegerRange range_of(int bits, bool is_signed) {
  const long double most = std::ldexp(1.0L, is_signed ? bits - 1 : bits) - 1;
  return {is_signed ? -most - 1 : 0, most};
}

/// `value`, within the range, as a register.
std::uint64_t integer_bits(long double value, const ConversionDetail& detail) {
  const auto [least, most] = range_of(detail.to_bits, detail.to_signed);
  const long double inside = std::clamp(value, least, most);
  if (!detail.to_signed) return static_cast<std::uint64_t>(inside);
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(inside));
}

long double exact_integer(std::uint64_t slot, const ConversionDetail& detail) {
  const std::uint64_t value = extended(slot, detail.from_bits, detail.from_signed);
  return detail.from_signed ? static_cast<long double>(static_cast<std::int64_t>(value))
                            : static_cast<long double>(value);
}

void saturate_integer(Warp& warp, const Instruction& instruction, LaneMask mask) {
  const auto detail = instruction.detail_as<ConversionDetail>();
  const Lanes& from = warp.lanes(instruction.from[0]);
  Lanes& to = warp.lanes(instruction.to[0]);
  for_each_lane(mask, [&](int index) {
    const auto lane = static_cast<std::size_t>(index);
    to[lane] = integer_bits(exact_integer(from[lane], detail), detail);
  });
}

template <Rounding rounding>
long double to_whole(long double value) {
  switch (rounding) {
    case Rounding::nearest:
      return std::nearbyint(value);
    case Rounding::zero:
      return std::trunc(value);
    case Rounding::down:
      return std::floor(value);
    case Rounding::up:
      return std::ceil(value);
  }
  return value;
}

/// `exact` in type T, rounded in the given direction.
template <class T, Rounding rounding>
T rounded(long double exact) {
  const T nearest = static_cast<T>(exact);
  if (rounding == Rounding::nearest || std::isnan(exact) || std::isinf(exact)) return nearest;
  const auto error = static_cast<long double>(nearest) - exact;
  constexpr T kInfinity = std::numeric_limits<T>::infinity();
  const bool wants_down = rounding == Rounding::down || (rounding == Rounding::zero && exact > 0);
  if (wants_down && error > 0) return std::nextafter(nearest, -kInfinity);
  if (!wants_down && error < 0) return std::nextafter(nearest, kInfinity);
  return nearest;
}

/// What a NaN becomes: see the table at `cvt` in the PTX manual.
std::uint64_t integer_of_nan(const ConversionDetail& detail) {
  if (detail.from_bits != 64 && detail.to_bits != 64) return 0;
  return extended(std::uint64_t{1} << (detail.to_bits - 1), detail.to_bits, detail.to_signed);
}

template <class From, Rounding rounding>
void float_to_integer(Warp& warp, const Instruction& instruction, LaneMask mask) {
  const auto detail = instruction.detail_as<ConversionDetail>();
  const Lanes& from = warp.lanes(instruction.from[0]);
  Lanes& to = warp.lanes(instruction.to[0]);
  for_each_lane(mask, [&](int index) {
    const auto lane = static_cast<std::size_t>(index);
    const From value = value_in<From>(from[lane]);
    to[lane] = std::isnan(value) ? integer_of_nan(detail)
                                 : integer_bits(to_whole<rounding>(value), detail);
  });
}

template <class To, Rounding rounding>
void integer_to_float(Warp& warp, const Instruction& instruction, LaneMask mask) {
  const auto detail = instruction.detail_as<ConversionDetail>();
  const Lanes& from = warp.lanes(instruction.from[0]);
  Lanes& to = warp.lanes(instruction.to[0]);
  for_each_lane(mask, [&](int index) {
    const auto lane = static_cast<std::size_t>(index);
    to[lane] = bits_of(rounded<To, rounding>(exact_integer(from[lane], detail)));
  });
}

template <class From, class To, Rounding rounding>
To float_to_float(From value) {
  return rounded<To, rounding>(static_cast<long double>(value));
}
template <class T, Rounding rounding>
T float_to_whole(T value) {
  return static_cast<T>(to_whole<rounding>(static_cast<long double>(value)));
}
/// Into [0, 1]; NaN becomes +0.
template <class T>
T unit_interval(T value) {
  return value > T{0} ? std::min(value, T{1}) : T{0};
}

struct Mode {
  Rounding rounding = Rounding::nearest;
  bool to_whole = false;  // rni, rzi, rmi, rpi
  bool saturate = false;
};

Mode mode_of(const Opcode& opcode) {
  Mode mode;
  for (std::size_t index = 0; index + 2 < opcode.modifiers.size(); ++index) {
    const std::string& word = opcode.modifiers[index];
    if (word == "sat") {
      mode.saturate = true;
      continue;
    }
    constexpr std::string_view kDirections = "nzmp";
    const std::size_t direction =
        word.size() >= 2 ? kDirections.find(word[1]) : std::string_view::npos;
    const bool whole = word.ends_with('i');
    if (word[0] != 'r' || word.size() != (whole ? 3u : 2u) || direction == std::string_view::npos) {
      throw ReplayError("modifier '." + word + "' is not known");
    }
    mode.rounding = static_cast<Rounding>(direction);
    mode.to_whole = whole;
  }
  return mode;
}

template <Rounding rounding>
Handler handler_for(ScalarType from, ScalarType to, const Mode& mode) {
  const bool from_float = from.kind == 'f';
  const bool to_float = to.kind == 'f';
  if (from_float && to_float) {
    if (from.bits == 32 && to.bits == 64) {
      return Lanewise<&float_to_float<float, double, Rounding::nearest>>::run;
    }
    if (from.bits == 64 && to.bits == 32) {
      return Lanewise<&float_to_float<double, float, rounding>>::run;
    }
    if (mode.to_whole) {
      return from.bits == 64 ? Lanewise<&float_to_whole<double, rounding>>::run
                             : Lanewise<&float_to_whole<float, rounding>>::run;
    }
    if (mode.saturate) {
      return from.bits == 64 ? Lanewise<&unit_interval<double>>::run
                             : Lanewise<&unit_interval<float>>::run;
    }
    return convert_integer;  // a copy
  }
  if (from_float) {
    return from.bits == 64 ? float_to_integer<double, rounding> : float_to_integer<float, rounding>;
  }
  if (to_float) {
    return to.bits == 64 ? integer_to_float<double, rounding> : integer_to_float<float, rounding>;
  }
  return mode.saturate ? saturate_integer : convert_integer;
}

Handler choose_handler(ScalarType from, ScalarType to, const Mode& mode) {
  switch (mode.rounding) {
    case Rounding::nearest:
      return handler_for<Rounding::nearest>(from, to, mode);
    case Rounding::zero:
      return handler_for<Rounding::zero>(from, to, mode);
    case Rounding::down:
      return handler_for<Rounding::down>(from, to, mode);
    case Rounding::up:
      return handler_for<Rounding::up>(from, to, mode);
  }
  return nullptr;
}

}  // namespace

bool decode_conversion(const Opcode& opcode, const InstructionText& text, Names& names,
                       Instruction& out) {
  if (opcode.base != "cvt") return false;
  check_operand_count(text, 2, 2);
  if (opcode.modifiers.size() < 2) throw ReplayError("two types are expected");
  const ScalarType from = opcode.type();
  const auto to = scalar_type(opcode.modifiers[opcode.modifiers.size() - 2]);
  if (!to) throw ReplayError("two types are expected");
  const Mode mode = mode_of(opcode);
  const bool float_result = from.kind == 'f' && to->kind == 'f';
  if (float_result && mode.saturate && (from.bits != to->bits || mode.to_whole)) {
    throw ReplayError("this combination of .sat is not known");
  }
  out.handler = choose_handler(from, *to, mode);
  out.detail = std::bit_cast<std::uint32_t>(ConversionDetail{static_cast<std::uint8_t>(from.bits),
                                                             static_cast<std::uint8_t>(to->bits),
                                                             from.kind == 's', to->kind == 's'});
  out.add_to(names.target(text.operands[0].parts.at(0)));
  out.add_from(names.source(text.operands[1].parts.at(0)));
  return true;
}

}  // namespace tessera::ptx
