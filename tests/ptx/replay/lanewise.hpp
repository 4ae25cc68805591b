#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include "tests/ptx/replay/warp.hpp"

namespace tessera::ptx {

/// The value of type T in the low bits of a register.
template <class T>
T value_in(std::uint64_t bits) {
  if constexpr (std::is_same_v<T, bool>) {
    return (bits & 1) != 0;
  } else if constexpr (std::is_same_v<T, float>) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits));
  } else if constexpr (std::is_same_v<T, double>) {
    return std::bit_cast<double>(bits);
  } else {
    return static_cast<T>(bits);
  }
}

/// The register that holds `value`.
template <class T>
std::uint64_t bits_of(T value) {
  if constexpr (std::is_same_v<T, float>) {
    return std::bit_cast<std::uint32_t>(value);
  } else if constexpr (std::is_same_v<T, double>) {
    return std::bit_cast<std::uint64_t>(value);
  } else if constexpr (std::is_signed_v<T>) {
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(value));
  } else {
    return static_cast<std::uint64_t>(value);
  }
}

/// The handler that applies `function` to the operands of every lane.
template <auto function>
struct Lanewise;

template <class Result, class... Arguments, Result (*function)(Arguments...)>
struct Lanewise<function> {
  static constexpr std::size_t kOperands = sizeof...(Arguments);

  static void run(Warp& warp, const Instruction& instruction, LaneMask mask) {
    run_on(warp, instruction, mask, std::make_index_sequence<kOperands>{});
  }

 private:
  template <std::size_t... operand>
  static void run_on(Warp& warp, const Instruction& instruction, LaneMask mask,
                     std::index_sequence<operand...>) {
    std::uint64_t* const to = warp.lanes(instruction.to[0]).data();
    const std::array<const std::uint64_t*, kOperands> from = {
        warp.lanes(instruction.from[operand]).data()...};
    if (mask == kAllLanes) {
      for (int lane = 0; lane < kWarpSize; ++lane) {
        to[lane] = bits_of(function(value_in<Arguments>(from[operand][lane])...));
      }
    } else {
      for_each_lane(mask, [&](int lane) {
        to[lane] = bits_of(function(value_in<Arguments>(from[operand][lane])...));
      });
    }
  }
};

/// What an opcode does that only reads registers of its own lane and writes one.
struct Operation {
  Handler handler;
  std::size_t operands;  // sources
};
using OperationTable = std::unordered_map<std::string, Operation>;

template <auto function>
Operation lanewise() {
  return {Lanewise<function>::run, Lanewise<function>::kOperands};
}

void add_arithmetic_operations(OperationTable& table);
void add_bit_operations(OperationTable& table);
void add_directed_operations(OperationTable& table);
void add_float_operations(OperationTable& table);

}  // namespace tessera::ptx
