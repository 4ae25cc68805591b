#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "host/io/mesh_file.hpp"
#include "host/pipelines/flow_balance.hpp"
#include "host/pipelines/flow_conditions.hpp"
#include "tests/support/analytic_flow.hpp"

// Fields computed in 80-bit arithmetic by a program of others, where they lie beside this project.

namespace tessera {
namespace {

const std::filesystem::path kFolder = TESSERA_SOURCE_DIR "/../shared/reference/fem";

/// Of the largest value. Assembly in double alone moves u by 7e-13 and velocities by some times
/// more; the rest is room for the residual that is left.
constexpr double kFieldAgreement = 1e-9;
constexpr double kReferenceTolerance = 1e-8;
constexpr std::int64_t kIterationSlack = 2;

struct ReferenceMesh {
  const char* name;
  double tight_tolerance;  // as small as rounding errors let the true residual become
  bool is_large = false;

  friend std::ostream& operator<<(std::ostream& stream, const ReferenceMesh& mesh) {
    return stream << mesh.name;
  }
};

std::vector<double> read_doubles(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(stream), {}};
  std::vector<double> values(bytes.size() / sizeof(double));
  std::copy_n(bytes.data(), values.size() * sizeof(double), reinterpret_cast<char*>(values.data()));
  return values;
}

double largest(const std::vector<double>& values) {
  double result = 0.0;
  for (const double value : values) result = std::max(result, std::abs(value));
  return result;
}

class Reference : public ::testing::TestWithParam<ReferenceMesh> {
 protected:
  void SetUp() override {
    const std::string stem = (kFolder / GetParam().name).string();
    if (!std::filesystem::exists(stem + ".h5")) GTEST_SKIP() << "no reference data at " << kFolder;
#if !TESSERA_HAVE_HDF5
    GTEST_SKIP() << "built without HDF5";
#endif
#if !defined(NDEBUG)
    if (GetParam().is_large) GTEST_SKIP() << "too large for a build that is not optimised";
#endif
    prepared = prepare_flow(read_mesh(stem + ".h5"), FlowCase{}, false);
    potential = read_doubles(stem + ".u.f64");
    flow = read_doubles(stem + ".vel.f64");
    expected = nlohmann::json::parse(std::ifstream(stem + ".json"));
  }

  // One tight solve; on its way it passes the tolerance of the reference counts.
  void solve() {
    cpu::Executor executor(
        {cpu::Team::threads, cpu::usable_cores(), support::instruction_sets().back()});
    result = solve_potential_flow(executor, prepared.problem,
                                  CgSettings{GetParam().tight_tolerance, 50000, 0},
                                  [&](const CgStep& step) {
                                    if (step.relative_residual > kReferenceTolerance) {
                                      iterations = step.iteration + 1;
                                    }
                                  });
  }

  PreparedFlow prepared;
  std::vector<double> potential;
  std::vector<double> flow;  // [element][vx, vy, speed]
  nlohmann::json expected;
  FlowResult result;
  std::int64_t iterations = 0;
};

TEST_P(Reference, IsReproduced) {
  solve();
  EXPECT_TRUE(result.solver.converged) << result.solver.relative_residual;
  EXPECT_NEAR(static_cast<double>(iterations), expected["cg_elim_iters"].get<double>(),
              kIterationSlack);

  const double u_max = largest(potential);
  ASSERT_EQ(result.potential.size(), potential.size());
  double u_error = 0.0;
  for (std::size_t node = 0; node < potential.size(); ++node) {
    u_error = std::max(u_error, std::abs(result.potential[node] - potential[node]));
  }
  EXPECT_LE(u_error, kFieldAgreement * u_max);

  const double v_max = largest(flow);
  ASSERT_EQ(3 * result.speed.size(), flow.size());
  double v_error = 0.0;
  for (std::size_t element = 0; element < result.speed.size(); ++element) {
    v_error = std::max({v_error, std::abs(result.velocity[2 * element] - flow[3 * element]),
                        std::abs(result.velocity[2 * element + 1] - flow[3 * element + 1]),
                        std::abs(result.speed[element] - flow[3 * element + 2])});
  }
  EXPECT_LE(v_error, kFieldAgreement * v_max);
  RecordProperty("iterations", static_cast<int>(iterations));
  RecordProperty("u_error", std::to_string(u_error / u_max * 1e12) + "e-12");
  RecordProperty("v_error", std::to_string(v_error / v_max * 1e12) + "e-12");

  EXPECT_EQ(prepared.summary.nodes, expected["nodes"]);
  EXPECT_EQ(prepared.summary.elements, expected["elements"]);
  EXPECT_EQ(prepared.summary.used_nodes, expected["used_nodes"]);
  EXPECT_EQ(prepared.summary.inlet_edges, expected["inlet_edges"]);
  EXPECT_EQ(prepared.summary.outlet_nodes, expected["dirichlet_nodes_used"]);
  EXPECT_EQ(result.unknowns, expected["free_dofs"]);
  EXPECT_EQ(result.nonzeros, expected["nnz_free"]);
  EXPECT_NEAR(result.energy, expected["energy"].get<double>(), kFieldAgreement * result.energy);
  EXPECT_NEAR(*std::ranges::max_element(result.potential), expected["u_max"].get<double>(),
              kFieldAgreement * u_max);
  const FlowBalance balance = balance_flow(prepared.problem, result);
  const double inflow = 2.5 * expected["inlet_length"].get<double>();
  EXPECT_NEAR(balance.inflow, inflow, kFieldAgreement * inflow);
  EXPECT_NEAR(balance.outflow, inflow, kFieldAgreement * inflow);
}

/// What multigrid owes the reference at the default tolerance, of the largest potential.
constexpr double kMultigridAgreement = 1e-8;

TEST_P(Reference, IsReproducedByMultigridAtTheDefaultTolerance) {
  cpu::Executor executor(
      {cpu::Team::threads, cpu::usable_cores(), support::instruction_sets().back()});
  FlowMethod method;
  method.preconditioner = Preconditioner::multigrid;
  const FlowResult found = solve_potential_flow(
      executor, prepared.problem, CgSettings{}, [](const CgStep&) {}, method);
  EXPECT_TRUE(found.solver.converged);
  EXPECT_EQ(found.preconditioner.used, Preconditioner::multigrid) << found.preconditioner.note;
  EXPECT_LE(found.solver.iterations, 10);
  double error = 0.0;
  for (std::size_t node = 0; node < potential.size(); ++node) {
    error = std::max(error, std::abs(found.potential[node] - potential[node]));
  }
  EXPECT_LE(error, kMultigridAgreement * largest(potential));
  RecordProperty("u_error", std::to_string(error / largest(potential) * 1e12) + "e-12");
}

INSTANTIATE_TEST_SUITE_P(Fem, Reference,
                         ::testing::Values(ReferenceMesh{"t_junction_393", 1e-13},
                                           ReferenceMesh{"venturi_341", 1e-13},
                                           ReferenceMesh{"y_tube_201", 1e-13},
                                           ReferenceMesh{"y_tube_195k", 1e-10, true}),
                         [](const auto& instance) { return std::string(instance.param.name); });

}  // namespace
}  // namespace tessera
