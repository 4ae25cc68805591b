#include "host/commands/solve_method.hpp"

#include <gtest/gtest.h>
#include <string>

#include "host/errors.hpp"
#include "tests/support/gpu_findings.hpp"

namespace tessera {
namespace {

SolveSettings settings_with(const std::string& linear_operator, bool reproducible = false) {
  SolveSettings settings;
  if (!linear_operator.empty()) {
    settings.linear_operator = {linear_operator, "--operator " + linear_operator};
  }
  settings.reproducible = reproducible;
  return settings;
}

Backend on_gpu() { return choose_backend({}, support::gpus_found({""})); }

Backend on_team(const std::string& name) {
  return choose_backend({{name, "--backend " + name}}, support::nothing_found("not asked"));
}

std::string refusal_of(const SolveSettings& settings, const Backend& backend) {
  try {
    (void)choose_method(settings, backend);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "nothing was refused";
}

TEST(SolveMethod, IsByRuleWhereNothingWasSaid) {
  EXPECT_EQ(choose_method(settings_with(""), on_gpu()).linear_operator, LinearOperator::cusparse);
  EXPECT_EQ(choose_method(settings_with("", true), on_gpu()).linear_operator, LinearOperator::csr);
  EXPECT_EQ(choose_method(settings_with(""), on_team("threads")).linear_operator,
            LinearOperator::matrix_free);
  EXPECT_EQ(choose_method(settings_with("", true), on_team("threads")).linear_operator,
            LinearOperator::csr);
  EXPECT_EQ(choose_method(settings_with(""), on_gpu()).preconditioner, Preconditioner::jacobi);
  EXPECT_EQ(choose_method(settings_with("", true), on_team("serial")).preconditioner,
            Preconditioner::jacobi);
  EXPECT_EQ(choose_method(settings_with(""), on_team("serial")).preconditioner,
            Preconditioner::multigrid);
  EXPECT_EQ(choose_method(settings_with("csr"), on_team("serial")).preconditioner,
            Preconditioner::multigrid);
  EXPECT_EQ(choose_method(settings_with(""), on_gpu()).assembly, Assembly::gather);
}

TEST(SolveMethod, IsWhatWasSaidWhereItCanBe) {
  EXPECT_EQ(choose_method(settings_with("cusparse"), on_gpu()).linear_operator,
            LinearOperator::cusparse);
  EXPECT_EQ(choose_method(settings_with("csr"), on_gpu()).linear_operator, LinearOperator::csr);
  EXPECT_EQ(choose_method(settings_with("csr"), on_team("serial")).linear_operator,
            LinearOperator::csr);
  SolveSettings settings = settings_with("");
  settings.assembly = Assembly::triplets;
  EXPECT_EQ(choose_method(settings, on_gpu()).assembly, Assembly::triplets);
  EXPECT_EQ(choose_method(settings, on_team("serial")).assembly, Assembly::triplets);
  EXPECT_EQ(choose_method(settings, on_team("serial")).linear_operator, LinearOperator::csr);
}

TEST(SolveMethod, RefusesCusparseOnATeamAndNamesWhatIsValid) {
  EXPECT_EQ(refusal_of(settings_with("cusparse"), on_team("processes")),
            "--operator cusparse: runs on a GPU only, and this run is on processes; valid there is "
            "csr");
}

TEST(SolveMethod, HasMultigridOnATeamAndOnAGpuAroundTheProductOfEach) {
  SolveSettings settings;
  settings.preconditioner = {"multigrid", "--preconditioner multigrid"};
  for (const Backend& backend : {on_team("threads"), on_gpu()}) {
    EXPECT_EQ(choose_method(settings, backend).preconditioner, Preconditioner::multigrid);
  }
  EXPECT_EQ(choose_method(settings, on_gpu()).linear_operator, LinearOperator::cusparse);
  EXPECT_EQ(choose_method(settings, on_team("threads")).linear_operator,
            LinearOperator::matrix_free);
  settings.reproducible = true;
  EXPECT_EQ(choose_method(settings, on_gpu()).linear_operator, LinearOperator::csr);
  settings.reproducible = false;
  settings.preconditioner = {"jacobi", "--preconditioner jacobi"};
  EXPECT_EQ(choose_method(settings, on_team("threads")).preconditioner, Preconditioner::jacobi);
  EXPECT_EQ(choose_method(settings, on_team("threads")).linear_operator, LinearOperator::csr);
}

TEST(SolveMethod, MultipliesWithoutAMatrixOnATeamAndOnAGpu) {
  for (const Backend& backend : {on_team("serial"), on_gpu()}) {
    EXPECT_EQ(choose_method(settings_with("matrix-free"), backend).linear_operator,
              LinearOperator::matrix_free);
  }
  EXPECT_EQ(choose_method(settings_with("matrix-free"), on_gpu()).preconditioner,
            Preconditioner::jacobi);
}

TEST(SolveMethod, SaysWhyThereIsNoGpuWhereAutoFoundNone) {
  const Backend backend = choose_backend({}, support::nothing_found("no NVIDIA driver"));
  EXPECT_EQ(refusal_of(settings_with("cusparse"), backend),
            "--operator cusparse: runs on a GPU only, and this run is on openmp (no NVIDIA "
            "driver); valid there is csr");
}

}  // namespace
}  // namespace tessera
