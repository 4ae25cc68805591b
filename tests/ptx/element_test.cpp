#include <algorithm>
#include <array>
#include <cstdint>
#include <gtest/gtest.h>
#include <random>
#include <vector>

#include "kernels/numerics/quad8.hpp"
#include "tests/ptx/kernels/arguments.hpp"
#include "tests/ptx/replayed_kernels.hpp"
#include "tests/support/same_bits.hpp"

namespace tessera::ptx {
namespace {

using ElementReplay = ReplayedKernels;
INSTANTIATE_TEST_SUITE_P(Sm, ElementReplay, ::testing::Values("75", "120"));

/// The reference square, moved, scaled and with each node displaced by up to a tenth of its side.
struct RandomElements {
  explicit RandomElements(std::size_t count) {
    std::mt19937_64 generator(29);
    std::uniform_real_distribution<double> displaced(-0.1, 0.1);
    std::uniform_real_distribution<double> place(-50.0, 50.0);
    std::uniform_real_distribution<double> conductive(0.01, 40.0);
    for (std::size_t element = 0; element < count; ++element) {
      const double centre_x = place(generator);
      const double centre_y = place(generator);
      for (int node = 0; node < kQuad8Nodes; ++node) {
        x.push_back(centre_x + quad8_node_xi(node) + displaced(generator));
        y.push_back(centre_y + quad8_node_eta(node) + displaced(generator));
      }
      conductivity.push_back(conductive(generator));
    }
  }
  std::vector<double> x, y, conductivity;
};

std::vector<double> conductances_on_host(const RandomElements& elements) {
  std::vector<double> all;
  for (std::size_t element = 0; element < elements.conductivity.size(); ++element) {
    double x[kQuad8Nodes];
    double y[kQuad8Nodes];
    std::copy_n(elements.x.begin() + static_cast<std::ptrdiff_t>(8 * element), 8, x);
    std::copy_n(elements.y.begin() + static_cast<std::ptrdiff_t>(8 * element), 8, y);
    double conductance[kQuad8Pairs];
    element_conductance(x, y, elements.conductivity[element], conductance);
    all.insert(all.end(), std::begin(conductance), std::end(conductance));
  }
  return all;
}

TEST_P(ElementReplay, ConductancesOfThousandsOfElementsHaveTheBitsOfTheHost) {
  constexpr std::size_t kCount = 5003;
  const RandomElements elements(kCount);
  double* const conductance = memory_.allocate<double>(kCount * kQuad8Pairs);
  const ptx_kernels::QuadBatch batch{memory_.upload(elements.x), memory_.upload(elements.y),
                                     memory_.upload(elements.conductivity), conductance, kCount};
  const LaunchReport report =
      launch(module("element"), "conductance_kernel", {{40}, {128}}, Arguments(batch), memory_);
  EXPECT_SAME_BITS(conductances_on_host(elements),
                   memory_.download(conductance, kCount * kQuad8Pairs));
  EXPECT_GT(report.thread_instructions, kCount * 1000);
}

}  // namespace
}  // namespace tessera::ptx
