// The binary against results that others computed, where they lie beside the repository.

#include <cmath>
#include <set>

#include "tests/cli/tessera_binary.hpp"

namespace tessera::support {
namespace {

namespace fs = std::filesystem;

/// The reference is the exact solution of the discrete system in 80 bits; assembling in double
/// moves the potential by 7e-13, a residual of 1e-12 by less than 1e-10 (condition 1e5).
constexpr double kTightTolerance = 1e-9;
/// Iteration counts of CG in another order of summation.
constexpr int kIterationSlack = 2;

fs::path reference_folder() { return TESSERA_SOURCE_DIR "/../shared/reference/fem"; }

class Reference : public TesseraBinary {
 protected:
  void SetUp() override {
    if (!fs::is_directory(reference_folder())) GTEST_SKIP() << "the reference data is not here";
    if (TESSERA_HAVE_HDF5 == 0) GTEST_SKIP() << "this build has no HDF5";
  }

  static std::string mesh(const std::string& name) {
    return (reference_folder() / (name + ".h5")).string();
  }
  static nlohmann::json expected(const std::string& name) {
    return nlohmann::json::parse(file_bytes(reference_folder() / (name + ".json")));
  }

  static void expect_counts(const nlohmann::json& json, const nlohmann::json& expected) {
    EXPECT_EQ(json["mesh"]["nodes"], expected["nodes"]);
    EXPECT_EQ(json["mesh"]["elements"], expected["elements"]);
    EXPECT_EQ(json["mesh"]["used_nodes"], expected["used_nodes"]);
    EXPECT_EQ(json["mesh"]["unused_nodes"], expected["unused_nodes"]);
    EXPECT_EQ(json["mesh"]["reoriented_elements"], expected["elements_reoriented"]);
    EXPECT_EQ(json["mesh"]["inlet_edges"], expected["inlet_edges"]);
    EXPECT_EQ(json["mesh"]["outlet_nodes"], expected["dirichlet_nodes_used"]);
    EXPECT_EQ(json["solver"]["unknowns"], expected["free_dofs"]);
    EXPECT_EQ(json["solver"]["nonzeros"], expected["nnz_free"]);
    expect_close(json["mesh"]["inlet_length"], expected["inlet_length"], kTightTolerance);
  }

  static void expect_close(const nlohmann::json& actual, const nlohmann::json& expected,
                           double relative) {
    const auto wanted = expected.get<double>();
    EXPECT_NEAR(actual.get<double>(), wanted, relative * std::abs(wanted));
  }

  static void expect_fields(const nlohmann::json& json, const nlohmann::json& expected,
                            double tolerance) {
    EXPECT_EQ(json["solution"]["min"], 0.0);
    expect_close(json["solution"]["max"], expected["u_max"], tolerance);
    expect_close(json["solution"]["mean"], expected["u_mean"], tolerance);
    expect_close(json["solution"]["l2"], expected["u_l2"], tolerance);
    expect_close(json["solution"]["energy"], expected["energy"], tolerance);
    expect_close(json["velocity"]["max"], expected["vel_abs_max"], tolerance);
    expect_close(json["velocity"]["mean"], expected["vel_abs_mean"], tolerance);
    expect_close(json["pressure"]["min"], expected["pressure_min"], tolerance);
    expect_close(json["pressure"]["max"], expected["pressure_max"], tolerance);
    expect_close(json["flux"]["inflow"], expected["flux_in"], tolerance);
    expect_close(json["flux"]["outflow"], expected["flux_in"], tolerance);
    EXPECT_LT(std::abs(json["flux"]["imbalance"].get<double>()), tolerance);
  }
};

TEST_F(Reference, SmallMeshesAreReproducedOnEveryTeam) {
  for (const char* name : {"venturi_341", "t_junction_393", "y_tube_201"}) {
    for (const char* backend : {"serial", "threads", "openmp", "processes"}) {
      SCOPED_TRACE(std::string(name) + " on " + backend);
      const auto json = solve(
          {mesh(name), "--rtol", "1e-12", "--backend", backend, "--preconditioner", "jacobi"});
      expect_counts(json, expected(name));
      expect_fields(json, expected(name), kTightTolerance);
    }
  }
}

TEST_F(Reference, IterationCountsAreThoseOfJacobiCgOnTheEquilibratedSystem) {
  for (const char* name : {"venturi_341", "t_junction_393", "y_tube_201"}) {
    SCOPED_TRACE(name);
    const auto json = solve({mesh(name), "--rtol", "1e-8", "--preconditioner", "jacobi"});
    EXPECT_NEAR(json["solver"]["iterations"].get<int>(), expected(name)["cg_elim_iters"].get<int>(),
                kIterationSlack);
    EXPECT_LE(json["solver"]["relative_residual"].get<double>(), 2e-8);
  }
}

TEST_F(Reference, TheLargeMeshIsReproduced) {
  if (kSanitized) GTEST_SKIP() << "takes minutes under a sanitizer";
  const char* const name = "y_tube_195k";
  const auto json = solve({mesh(name), "--backend", "threads", "--preconditioner", "jacobi"});
  expect_counts(json, expected(name));
  // At the default rtol of 1e-8 the largest error sits near the inlet.
  expect_fields(json, expected(name), kTightTolerance * 100);
  expect_close(json["solution"]["max"], expected(name)["u_max"], kTightTolerance);
  expect_close(json["solution"]["energy"], expected(name)["energy"], kTightTolerance);
  EXPECT_NEAR(json["solver"]["iterations"].get<int>(), expected(name)["cg_elim_iters"].get<int>(),
              kIterationSlack);
}

TEST_F(Reference, TheLargeMeshTakesSevenIterationsWithMultigrid) {
  if (kSanitized) GTEST_SKIP() << "takes minutes under a sanitizer";
  const char* const name = "y_tube_195k";
  std::set<std::string> checksums;
  for (const char* backend : {"serial", "threads", "openmp", "processes"}) {
    const auto json = solve({mesh(name), "--backend", backend});
    EXPECT_EQ(json["solver"]["preconditioner"], "multigrid");
    EXPECT_EQ(json["solver"]["iterations"], 7);
    expect_close(json["solution"]["max"], expected(name)["u_max"], 1e-8);
    expect_close(json["solution"]["energy"], expected(name)["energy"], 1e-8);
    checksums.insert(json["checksum"]);
  }
  EXPECT_EQ(checksums.size(), 1U);
}

TEST_F(Reference, TheLargeMeshHasTheSameBitsOnEveryTeam) {
  std::set<std::string> checksums;
  for (const char* backend : {"serial", "threads", "openmp", "processes"}) {
    const auto json = solve({mesh("y_tube_195k"), "--max-iterations", "20", "--backend", backend,
                             "--preconditioner", "jacobi"},
                            {}, 4);
    expect_counts(json, expected("y_tube_195k"));
    checksums.insert(json["checksum"]);
  }
  EXPECT_EQ(checksums.size(), 1U);
}

}  // namespace
}  // namespace tessera::support
