// `tessera bench` as a user meets it. Nothing here looks at how long anything took.

#include <set>
#include <sstream>

#include "tests/cli/tessera_binary.hpp"
#include "tests/support/teams.hpp"

namespace tessera::support {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class Bench : public TesseraBinary {
 protected:
  void SetUp() override {
    if (kThreadSanitizer) GTEST_SKIP() << "ThreadSanitizer does not follow processes";
  }
  [[nodiscard]] Ended bench(const Arguments& flags) const {
    Arguments arguments{"bench"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    return tessera(arguments);
  }
  [[nodiscard]] json summary(Arguments flags) const {
    for (const char* flag : {"--quiet", "--json", "-", "--repeat", "2"}) flags.emplace_back(flag);
    const Ended ended = bench(flags);
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    EXPECT_EQ(ended.err, "");
    return json::parse(ended.out, nullptr, false);
  }
};

TEST_F(Bench, OfAMeshHasTheSameChecksumAndIterationsForEveryTeam) {
  write_duct(12, 8);
  const json found = summary({"fem", "duct.msh", "--workers", "1,2"});
  const json solved = solve({"duct.msh", "--operator", "csr", "--preconditioner", "jacobi"});
  EXPECT_EQ(found["command"], "bench");
  EXPECT_EQ(found["status"], "ok");
  ASSERT_EQ(found["problems"].size(), 4U);
  std::set<std::pair<std::string, int>> ran;
  for (const json& row : found["problems"][0]["rows"]) {
    ran.emplace(row["backend"].get<std::string>(), row["workers"].get<int>());
    EXPECT_EQ(row["checksum"], solved["checksum"]);
    EXPECT_EQ(row["iterations"], solved["solver"]["iterations"]);
    EXPECT_TRUE(row["same_result"]);
    for (const char* stage :
         {"load", "pattern", "assembly", "boundary", "setup", "solve", "derived"}) {
      const json& times = row["stages_s"][stage];
      EXPECT_LE(times["min"], times["median"]) << stage;
      EXPECT_LE(times["median"], times["max"]) << stage;
    }
    EXPECT_EQ(row["roofline"].size(), 2U);
  }
  EXPECT_EQ(ran, (std::set<std::pair<std::string, int>>{{"serial", 1},
                                                        {"threads", 1},
                                                        {"threads", 2},
                                                        {"processes", 1},
                                                        {"processes", 2},
                                                        {"openmp", 1},
                                                        {"openmp", 2}}));
  for (const json& rates : found["machine_rates"]) {
    for (const char* rate :
         {"copy_bytes_per_s", "triad_bytes_per_s", "f64_flops_per_s", "f32_flops_per_s"}) {
      EXPECT_GT(rates[rate], 1e6) << rate;
    }
  }
}

TEST_F(Bench, OfAMeshSetsTheAlternativesBesideTheReference) {
  write_duct(12, 8);
  const Ended ended = bench({"fem", "duct.msh", "--backends", "threads", "--workers", "2",
                             "--repeat", "1", "--json", "b.json"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("alternatives to jacobi, csr: duct.msh, "));
  const json found = json::parse(text_of("b.json"), nullptr, false);
  ASSERT_EQ(found["problems"].size(), 4U);
  std::set<std::string> methods;
  for (const json& problem : found["problems"]) {
    const auto method = problem["method"].get<std::string>();
    methods.insert(method);
    EXPECT_EQ(problem["rows"].size(), 2U);
    EXPECT_EQ(problem["alternative_to"].is_null(), method == "jacobi, csr");
    EXPECT_THAT(ended.out, HasSubstr('\n' + method + "  "));
    const bool has_triplets = method.ends_with("triplets");
    EXPECT_EQ(problem["rows"][0]["roofline"].size(), has_triplets ? 1U : 2U);
  }
  EXPECT_EQ(methods, (std::set<std::string>{"jacobi, csr", "multigrid, matrix-free",
                                            "multigrid, csr", "multigrid, csr, triplets"}));
  const auto& problems = found["problems"];
  EXPECT_EQ(problems[2]["rows"][0]["checksum"], problems[3]["rows"][0]["checksum"]);
}

TEST_F(Bench, OfMeshesHasOneFamilyPerSize) {
  const json found = summary({"fem", "--nodes", "500,2k", "--backends", "serial"});
  ASSERT_EQ(found["problems"].size(), 8U);
  EXPECT_NEAR(found["problems"][4]["size"].get<double>(), 2000.0, 100.0);
  EXPECT_EQ(found["problems"][0]["rows"].size(), 1U);
}

TEST_F(Bench, OfHexScalesHexagonalAndSquareWithAndWithoutHeavyRounds) {
  const Ended ended =
      bench({"hex", "--sides", "48", "--backends", "threads", "--workers", "1,2", "--repeat", "1",
             "--csv", "b.csv", "--report", "b.html", "--svg", "b.svg", "--json", "b.json"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  for (const char* part :
       {"hex: hex f64, heavy 0, 48 x 48 cells\n", "hex: square f64, heavy 20, 48 x 48 cells\n",
        "checksum\n", "scaling over workers\n", "1 worker  ", "2 workers  ", "gain\n",
        "every run came to the same result\n", "bound by "}) {
    EXPECT_THAT(ended.out, HasSubstr(part));
  }
  const json found = json::parse(text_of("b.json"), nullptr, false);
  ASSERT_EQ(found["problems"].size(), 4U);
  std::set<std::string> checksums;
  for (const json& problem : found["problems"]) {
    for (const json& row : problem["rows"]) checksums.insert(row["checksum"]);
  }
  EXPECT_EQ(checksums.size(), 4U);
  EXPECT_THAT(text_of("b.html"), AllOf(StartsWith("<!DOCTYPE html>"), HasSubstr("<svg"),
                                       Not(HasSubstr("<script")), HasSubstr("Roofline")));
  EXPECT_THAT(text_of("b.svg"), AllOf(StartsWith("<svg xmlns="), HasSubstr("as many times")));
}

TEST_F(Bench, OfHexSweepsTheStepsPerPassWithTheSameResult) {
  const json found = summary({"hex", "--sides", "40", "--fuse", "1,5", "--backends", "serial"});
  ASSERT_EQ(found["problems"].size(), 8U);
  std::set<std::string> checksums;
  std::set<std::string> methods;
  for (int place = 0; place < 3; ++place) {
    const json& problem = found["problems"][place];
    checksums.insert(problem["rows"][0]["checksum"]);
    methods.insert(problem["method"]);
    EXPECT_EQ(problem["alternative_to"].is_null(), place == 0);
  }
  EXPECT_EQ(checksums.size(), 1U);
  EXPECT_EQ(methods, (std::set<std::string>{"steps per pass: auto", "steps per pass: 1",
                                            "steps per pass: 5"}));
  EXPECT_TRUE(found["problems"][6]["method"].is_null());  // heavy
}

TEST_F(Bench, SweepsSizesAndSetsEveryStageAgainstALimit) {
  const Ended ended = bench(
      {"mc", "--paths", "20k,40k", "--backends", "serial", "--repeat", "1", "--json", "b.json"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("sweep over sizes\n"));
  EXPECT_THAT(ended.out, HasSubstr("european call, heavy 20  "));
  const json found = json::parse(text_of("b.json"), nullptr, false);
  for (const json& problem : found["problems"]) {
    const json& roofline = problem["rows"][0]["roofline"];
    ASSERT_EQ(roofline.size(), 1U) << problem["name"];
    EXPECT_EQ(roofline[0]["stage"], "simulate");
    EXPECT_EQ(roofline[0]["bound_by"], "arithmetic");
  }
}

TEST_F(Bench, OfMcHasTheSameChecksumForEveryTeam) {
  const json found = summary({"mc", "--paths", "50k", "--workers", "2"});
  ASSERT_EQ(found["problems"].size(), 4U);
  for (const json& problem : found["problems"]) {
    EXPECT_EQ(problem["rows"].size(), 4U);
    for (const json& row : problem["rows"]) EXPECT_TRUE(row["same_result"]) << row;
  }
}

TEST_F(Bench, CsvHasAsManyCellsInEveryRow) {
  ASSERT_EQ(bench({"hex", "--sides", "20", "--backends", "openmp", "--workers", "2", "--repeat",
                   "1", "--csv", "b.csv"})
                .exit_code,
            0);
  std::istringstream lines(text_of("b.csv"));
  std::set<std::size_t> cells;
  int rows = 0;
  for (std::string line; std::getline(lines, line); ++rows) {
    bool quoted = false;
    std::size_t count = 1;
    for (const char letter : line) {
      quoted ^= letter == '"';
      count += letter == ',' && !quoted ? 1 : 0;
    }
    cells.insert(count);
  }
  EXPECT_EQ(cells.size(), 1U);
  EXPECT_EQ(rows, 1 + 4 * 2 * 4);  // problems, backends, stages with their total
}

TEST_F(Bench, SaysWhatItDidNotMeasure) {
  write_duct();
  const Ended ended = bench({"fem", "duct.msh", "--repeat", "1", "--workers", "1"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("not measured: cuda (" + gpu_obstacle() + ")\n"));
  EXPECT_THAT(ended.out, HasSubstr(", jacobi, cusparse on cuda (" + gpu_obstacle() + ")\n"));
  EXPECT_EQ(bench({"fem", "duct.msh", "--backends", "cuda"}).exit_code, 6);
}

TEST_F(Bench, RefusesWhatItCannotDo) {
  write_duct();
  const auto expect_refusal = [&](const Arguments& flags, const std::string& message) {
    const Ended ended = bench(flags);
    EXPECT_EQ(ended.exit_code, 2);
    EXPECT_EQ(ended.out, "");
    EXPECT_THAT(ended.err, HasSubstr(message));
  };
  expect_refusal({"gem"}, "unknown workload 'gem'");
  expect_refusal({"hex", "--repeat", "0"}, "--repeat 0: must be 1 to 1000");
  expect_refusal({"hex", "--sides", "0"}, "--sides 0: must be 1 to 1000000");
  expect_refusal({"hex", "--sides", "1,x"}, "--sides x");
  expect_refusal({"hex", "--fuse", "4,0"}, "--fuse 4,0: must be whole numbers from 1 on");
  expect_refusal({"fem", "duct.msh", "--nodes", "2k"}, "duct.msh has its own");
  expect_refusal({"fem", "--nodes", "2q"}, "--nodes");
  expect_refusal({"hex", "--report", "a.pdf"}, "--report a.pdf: the name must end in .html");
  expect_refusal({"hex", "--csv", "no/a.csv"}, "--csv no/a.csv");
}

TEST_F(Bench, InfoMeasuresTheMachine) {
  const Ended ended = tessera({"info", "--json", "-"});
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  const json found = json::parse(ended.out);
  ASSERT_FALSE(found["machine_rates"].empty());
  EXPECT_EQ(found["machine_rates"][0]["workers"], 1);
  EXPECT_GT(found["machine_rates"][0]["f32_flops_per_s"], 1e8);
  EXPECT_TRUE(
      json::parse(tessera({"info", "--no-measure", "--json", "-"}).out)["machine_rates"].empty());
}

TEST_F(Bench, InfoKeepsWhatItMeasuredWhereItIsAskedTo) {
  const Environment cache{{"XDG_CACHE_HOME", path("cache").string()}};
  const auto rates = [&](const Arguments& flags) {
    const Ended ended = tessera(flags, cache);
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    return json::parse(ended.out, nullptr, false)["machine_rates"];
  };
  const json first = rates({"info", "--cached", "--json", "-"});
  ASSERT_FALSE(first.empty());
  EXPECT_EQ(rates({"info", "--cached", "--json", "-"}), first);
  EXPECT_NE(rates({"info", "--json", "-"}), first);
  write("cache/tessera/machine_rates.json", "{}");
  EXPECT_NE(rates({"info", "--cached", "--json", "-"}), first);
}

}  // namespace
}  // namespace tessera::support
