// `tessera verify` as a user meets it.

#include <csignal>
#include <set>

#include "tests/cli/tessera_binary.hpp"
#include "tests/support/teams.hpp"

namespace tessera::support {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

class Verify : public TesseraBinary {
 protected:
  void SetUp() override {
    if (kThreadSanitizer) GTEST_SKIP() << "ThreadSanitizer does not follow processes";
  }
  [[nodiscard]] Ended verify(const Arguments& flags, Environment environment = {}) const {
    Arguments arguments{"verify"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    return tessera(arguments, std::move(environment));
  }
  [[nodiscard]] json summary(Arguments flags, Environment environment = {}) const {
    for (const char* flag : {"--quiet", "--json", "-"}) flags.emplace_back(flag);
    const Ended ended = verify(flags, std::move(environment));
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    EXPECT_EQ(ended.err, "");
    return json::parse(ended.out, nullptr, false);
  }
};

TEST_F(Verify, OfAMeshFindsTheSameBitsAndIterationsOnEveryTeam) {
  write_duct(12, 8);
  const json found = summary({"fem", "duct.msh"});
  EXPECT_EQ(found["command"], "verify");
  EXPECT_EQ(found["status"], "ok");
  std::set<std::string> backends;
  std::set<std::string> cases;
  for (const json& row : found["cases"]) {
    backends.insert(row["backend"]);
    cases.insert(row["case"]);
    const auto name = row["case"].get<std::string>();
    const bool has_bits_of_another = name.ends_with(", triplets");
    EXPECT_EQ(row["is_reference"], row["backend"] == "serial" && !has_bits_of_another);
    EXPECT_TRUE(row["same_bits"]);
    EXPECT_EQ(row["largest_difference"], 0.0);
    EXPECT_EQ(row["largest_difference_ulp"], 0);
    EXPECT_GT(row["iterations"], 2);
    EXPECT_TRUE(row["holds"]);
    EXPECT_THAT(row["checksum"].get<std::string>(), MatchesRegex("[0-9a-f]{16}"));
    const bool is_linear = name.starts_with("fem duct.msh, linear potential");
    EXPECT_EQ(row["expectation"].is_null(), !is_linear);
    if (is_linear) {
      EXPECT_LT(row["expectation"]["error"], row["expectation"]["bound"]);
    }
  }
  EXPECT_EQ(backends, (std::set<std::string>{"serial", "threads", "processes", "openmp"}));
  EXPECT_EQ(cases, (std::set<std::string>{
                       "fem duct.msh, inlet to outlet", "fem duct.msh, linear potential",
                       "fem duct.msh, inlet to outlet, multigrid, matrix-free",
                       "fem duct.msh, linear potential, multigrid, matrix-free",
                       "fem duct.msh, inlet to outlet, multigrid, csr",
                       "fem duct.msh, inlet to outlet, multigrid, csr, triplets"}));
}

TEST_F(Verify, ChecksumIsThatOfTheSolve) {
  write_duct(12, 8);
  const json found = summary({"fem", "duct.msh", "--backends", "serial"});
  const json solved = solve({"duct.msh", "--operator", "csr", "--preconditioner", "jacobi"});
  EXPECT_EQ(found["cases"][0]["checksum"], solved["checksum"]);
}

TEST_F(Verify, SaysWhatItDidNotCheckAndEndsWithZero) {
  write_duct();
  const Ended ended = verify({"fem", "duct.msh"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_THAT(ended.out, StartsWith("case  "));
  EXPECT_THAT(ended.out, HasSubstr("\nnot checked: cuda (" + gpu_obstacle() + ")\n"));
  EXPECT_THAT(ended.out, HasSubstr("\nthe same bits and the same iterations on every backend "
                                   "that was checked\n"));
  const std::string vendor = "fem duct.msh, linear potential, jacobi, cusparse";
  EXPECT_THAT(ended.out,
              HasSubstr("\nnot checked: " + vendor + " on cuda (" + gpu_obstacle() + ")\n"));
  const json found = summary({"fem", "duct.msh"});
  EXPECT_EQ(found["not_checked"],
            json::array({{{"backend", "cuda"}, {"case", nullptr}, {"reason", gpu_obstacle()}},
                         {{"backend", "cuda"}, {"case", vendor}, {"reason", gpu_obstacle()}}}));
}

TEST_F(Verify, EndsWithSixWhereCudaWasAskedForAndIsMissing) {
  write_duct();
  for (const char* backends : {"cuda", "threads,cuda"}) {
    const Ended ended = verify({"fem", "duct.msh", "--backends", backends});
    EXPECT_EQ(ended.exit_code, 6);
    EXPECT_EQ(ended.out, "");
    EXPECT_EQ(ended.err,
              "tessera: --backends " + std::string(backends) + ": " + gpu_obstacle() + "\n");
  }
}

TEST_F(Verify, TakesTheBackendsAndWorkersThatAreNamed) {
  write_duct();
  const json found =
      summary({"fem", "duct.msh", "--backends", "processes,openmp", "--workers", "3,1"});
  std::set<std::pair<std::string, int>> ran;
  for (const json& row : found["cases"]) {
    ran.emplace(row["backend"].get<std::string>(), row["workers"].get<int>());
  }
  EXPECT_EQ(ran,
            (std::set<std::pair<std::string, int>>{
                {"serial", 1}, {"processes", 1}, {"processes", 3}, {"openmp", 1}, {"openmp", 3}}));
  EXPECT_TRUE(found["not_checked"].empty());
}

TEST_F(Verify, HearsTheEnvironmentAboutWorkers) {
  write_duct();
  const json found =
      summary({"fem", "duct.msh", "--backends", "threads"}, {{"TESSERA_WORKERS", "5"}});
  EXPECT_EQ(found["cases"][1]["workers"], 5);
}

TEST_F(Verify, OfHexComparesTheKindsOfGrid) {
  const json found = summary({"hex", "--backends", "threads", "--workers", "3"});
  std::set<std::string> cases;
  for (const json& row : found["cases"]) {
    EXPECT_TRUE(row["holds"]) << row;
    EXPECT_TRUE(row["iterations"].is_null());
    cases.insert(row["case"]);
  }
  EXPECT_EQ(cases.size(), 13U);
  EXPECT_TRUE(cases.contains("square f64, fixed, heavy 20"));
  EXPECT_TRUE(cases.contains("hex f64, even, heavy 20"));
  EXPECT_EQ(found["cases"].size(), 26U);
}

TEST_F(Verify, OfMcComparesThePayoffsAndMeetsTheirClosedForms) {
  const json found = summary({"mc", "--backends", "processes", "--workers", "2"});
  int known = 0;
  for (const json& row : found["cases"]) {
    EXPECT_TRUE(row["holds"]) << row;
    known += row["expectation"].is_null() ? 0 : 1;
  }
  EXPECT_EQ(found["cases"].size(), 22U);
  EXPECT_EQ(known, 16);
}

TEST_F(Verify, RefusesWhatItDoesNotKnow) {
  const auto expect_refusal = [&](const Arguments& flags, const std::string& message) {
    const Ended ended = verify(flags);
    EXPECT_EQ(ended.exit_code, 2);
    EXPECT_EQ(ended.out, "");
    EXPECT_THAT(ended.err, HasSubstr(message));
  };
  expect_refusal({"hexx"}, "unknown workload 'hexx'; did you mean 'hex'?");
  expect_refusal({"hex", "a.msh"}, "'a.msh' behind 'hex' means nothing");
  expect_refusal({"hex", "--backends", "treads"},
                 "--backends treads: unknown backend 'treads'; did you mean 'threads'?");
  expect_refusal({"hex", "--backends", "serial,"}, "must be a list like a,b,c");
  expect_refusal({"hex", "--workers", "0"}, "--workers 0: must be 1 to 1024");
  expect_refusal({"hex", "--workers", "two"}, "--workers two");
  expect_refusal({"hex", "--device", "-1"}, "--device -1: must be 0 or more");
}

TEST_F(Verify, EndsWithThreeForABadMesh) {
  write("bad.msh", "nothing");
  EXPECT_EQ(verify({"fem", "bad.msh"}).exit_code, 3);
}

TEST_F(Verify, LeavesNoProcessBehindWhenItIsEnded) {
  RunningCommand run(line({"verify", "hex", "--workers", "2"}));
  ASSERT_TRUE(run.wait_for_stderr("verifying"));
  std::vector<pid_t> children;
  while (children.empty() && !run.has_ended()) children = run.children();
  ASSERT_FALSE(children.empty());
  run.send(SIGTERM);
  EXPECT_EQ(run.wait().exit_code, 143);
  for (const pid_t child : children) EXPECT_TRUE(is_gone(child)) << child;
}

}  // namespace
}  // namespace tessera::support
