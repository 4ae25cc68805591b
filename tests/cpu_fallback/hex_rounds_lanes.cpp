#include "tests/cpu_fallback/hex_rounds_lanes.hpp"

#include <cstring>

#include "cpu_fallback/hex_rounds.hpp"

namespace tessera::support::TESSERA_ISA {
namespace {

constexpr std::size_t kCells = cpu::kRoundCells;

// Groups of kCells, the last one filled up with 1.25.
template <class Make>
void make_in_groups(std::vector<double>& values, const Make& make) {
  for (std::size_t first = 0; first < values.size(); first += kCells) {
    const std::size_t left = values.size() - first;
    const std::size_t count = left < kCells ? left : kCells;
    alignas(64) double cells[kCells];
    for (double& cell : cells) cell = 1.25;
    std::memcpy(cells, values.data() + first, count * sizeof(double));
    make(cells);
    std::memcpy(values.data() + first, cells, count * sizeof(double));
  }
}

void take_roots_by_steps(std::vector<double>& values) {
  make_in_groups(values, [](double* cells) {
    for (std::size_t at = 0; at < kCells; at += cpu::RoundLanes::kCount) {
      cpu::store_round(cells + at, cpu::root_by_steps(cpu::load_round(cells + at)));
    }
  });
}

template <class Round>
void make_round(std::vector<double>& cells) {
  make_in_groups(cells, [](double* group) { cpu::make_round<Round>(group, cpu::kRoundCells); });
}

}  // namespace

RoundFunctions round_functions() {
  return {take_roots_by_steps, make_round<cpu::OrdinaryRound>, make_round<cpu::SettledRound>};
}

}  // namespace tessera::support::TESSERA_ISA
