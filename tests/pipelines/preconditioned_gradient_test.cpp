#include "host/pipelines/preconditioned_gradient.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <string>
#include <vector>

#include "cpu_fallback/stages.hpp"
#include "tests/support/csr_arrays.hpp"
#include "tests/support/teams.hpp"

namespace tessera {
namespace {

constexpr std::int64_t kRows = 40;

/// What a preconditioner of these tests does to a residual, in its n-th cycle.
using Effect = float (*)(float residual, std::int64_t row, int cycle);

/// A preconditioner for tests: anything per row.
class Scripted {
 public:
  Scripted(cpu::Executor& executor, Effect effect)
      : residual_(allocate<float>(executor, padded_rows(kRows))),
        correction_(allocate<float>(executor, padded_rows(kRows))),
        effect_(effect) {}

  [[nodiscard]] double unit() const { return 1.0; }
  View<float> residual() { return residual_.view(); }
  View<const float> correction() { return correction_.view(); }
  void cycle() {
    ++cycles;
    for (std::int64_t row = 0; row < kRows; ++row) {
      correction_.view()[row] = effect_(residual_.view()[row], row, cycles);
    }
  }

  int cycles = 0;

 private:
  cpu::Array<float> residual_, correction_;
  Effect effect_;
};

/// A chain of springs with unit diagonal, solved with a scripted preconditioner.
struct ChainSolve {
  explicit ChainSolve(Effect effect, std::int64_t max_iterations = 50000) {
    cpu::Executor executor({cpu::Team::serial, 1, support::instruction_sets().back()});
    std::vector<std::vector<double>> full(kRows, std::vector<double>(kRows, 0.0));
    for (std::size_t row = 0; row < kRows; ++row) {
      full[row][row] = 1.0;
      if (row > 0) full[row][row - 1] = full[row - 1][row] = -0.5;
    }
    const auto csr = support::CsrArrays::from_full(full);
    const auto offsets = upload(executor, std::span<const std::int32_t>(csr.row_offsets));
    const auto columns = upload(executor, std::span<const std::int32_t>(csr.columns));
    auto csr_values = upload(executor, std::span<const double>(csr.values));
    const CsrMatrix A{offsets.view(), columns.view(), csr_values.view()};
    const std::int64_t slices = slice_count_of(kRows, 8);
    auto rows = allocate<std::int32_t>(executor, slices * 8);
    auto slice_offsets = allocate<std::int64_t>(executor, slices + 1);
    const SlicePlan plan{rows.view(), slice_offsets.view(), 8};
    const std::int64_t entries = plan_slices(executor, A, plan);
    auto sliced_columns = allocate<std::int32_t>(executor, entries);
    auto values = allocate<double>(executor, entries);
    fill_slices(executor, A, plan, SliceEntries{sliced_columns.view(), values.view()});
    const SlicedMatrix matrix{
        rows.view(), slice_offsets.view(), sliced_columns.view(), values.view(), kRows, 8};

    const std::vector<double> ones(kRows, 1.0);
    const auto b = upload(executor, std::span<const double>(ones));
    const auto scale = upload(executor, std::span<const double>(ones));
    cpu::Array<double> vectors[4];
    for (auto& vector : vectors) vector = allocate<double>(executor, kRows);
    auto sums = allocate<double>(executor, 1);
    auto state = allocate<CgState>(executor, 1);
    Scripted M(executor, effect);
    used.used = Preconditioner::multigrid;
    const auto observe = [&](const CgStep& step) { last_step = step; };
    report = preconditioned_gradient(
        executor, EquilibratedSystem<SlicedMatrix>{matrix, b.view(), scale.view()}, M,
        CgVectors{vectors[0].view(), vectors[1].view(), vectors[2].view(), vectors[3].view(),
                  sums.view(), state.view()},
        CgSettings{1e-10, max_iterations, 0}, observe, used);
    cycles = M.cycles;
  }

  CgReport report;
  PreconditionerReport used;
  CgStep last_step{};
  int cycles = 0;
};

TEST(PreconditionedGradient, WithTheIdentityIsConjugateGradients) {
  const ChainSolve solve([](float r, std::int64_t, int) { return r; });
  EXPECT_TRUE(solve.report.converged);
  EXPECT_EQ(solve.report.restarts, 0);
  EXPECT_EQ(solve.used.used, Preconditioner::multigrid);
  EXPECT_EQ(solve.used.note, "");
  // Symmetric in the middle: as many iterations as half the chain, and what f32 adds.
  EXPECT_GE(solve.report.iterations, kRows / 2);
  EXPECT_LE(solve.report.iterations, kRows);
  EXPECT_EQ(solve.cycles, solve.report.iterations);
  EXPECT_EQ(solve.last_step.iteration, solve.report.iterations);
}

TEST(PreconditionedGradient, RecoversFromOneBreakdownByARestart) {
  const ChainSolve solve([](float r, std::int64_t, int cycle) { return cycle == 4 ? -r : r; });
  EXPECT_TRUE(solve.report.converged);
  EXPECT_EQ(solve.report.restarts, 1);
  EXPECT_EQ(solve.used.used, Preconditioner::multigrid);
  EXPECT_EQ(solve.used.note, "");
}

TEST(PreconditionedGradient, GoesOnWithJacobiAfterTheSecondBreakdownAndSaysSo) {
  for (const Effect effect :
       {Effect{[](float r, std::int64_t, int) { return -r; }},
        Effect{[](float, std::int64_t, int) { return std::numeric_limits<float>::quiet_NaN(); }},
        Effect{[](float, std::int64_t, int) { return 0.0F; }}}) {
    const ChainSolve solve(effect);
    EXPECT_TRUE(solve.report.converged);
    EXPECT_LE(solve.report.relative_residual, 2e-10);
    EXPECT_EQ(solve.report.restarts, 2);
    EXPECT_EQ(solve.used.used, Preconditioner::jacobi);
    EXPECT_EQ(solve.used.note, "multigrid broke down after 0 iterations; went on with jacobi");
  }
}

// Rows that are hardly preconditioned at all: positive definite, and useless.
TEST(PreconditionedGradient, GoesOnWithJacobiWhereThePreconditionerStagnates) {
  const ChainSolve solve([](float r, std::int64_t row, int cycle) {
    const float noise = static_cast<float>((row * 7919 + cycle * 104729) % 1000) * 1e-3F;
    return r * (row % 2 == 0 ? 1e-6F : 1.0F + 1e3F * noise * noise);
  });
  EXPECT_TRUE(solve.report.converged);
  EXPECT_EQ(solve.used.used, Preconditioner::jacobi);
  EXPECT_NE(solve.used.note.find("stagnated after "), std::string::npos) << solve.used.note;
}

TEST(PreconditionedGradient, StopsAtTheIterationLimit) {
  const ChainSolve solve([](float r, std::int64_t, int) { return r; }, 7);
  EXPECT_FALSE(solve.report.converged);
  EXPECT_EQ(solve.report.iterations, 7);
}

}  // namespace
}  // namespace tessera
