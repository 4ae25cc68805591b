// What `tessera bench` makes of measured times, at hand size.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "host/bench/bench_page.hpp"
#include "host/bench/bench_tables.hpp"
#include "host/bench/bench_work.hpp"
#include "host/bench/crossover.hpp"

namespace tessera {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

BenchSample sample(double first_s, double second_s, const std::string& checksum = "abc") {
  return {{{"load", first_s}, {"work", second_s}}, 7, 1000.0, "work", checksum,
          {{"work", {4e9, 1e9}, second_s, 8}}};
}

BenchProblem small_problem() {
  BenchProblem problem{"hex", "hex <64>", "hex", 64.0, "cells", "updates", {}};
  problem.rows = {
      {"serial", 1, 0.0, {sample(1, 7), sample(1, 9), sample(1, 8)}},
      {"threads", 2, 0.1, {sample(1, 4), sample(1, 5), sample(1, 3)}},
      {"openmp", 1, 0.1, {sample(1, 7), sample(1, 7), sample(1, 7)}},
      {"openmp", 2, 0.1, {sample(1, 3), sample(1, 3), sample(1, 3)}},
  };
  return problem;
}

BenchResults small_results() {
  return {{small_problem()}, {{1, 10e9, 8e9, 20e9, 40e9}, {2, 12e9, 9e9, 40e9, 80e9}}};
}

TEST(SpreadOf, SortsAndTakesTheMiddle) {
  const Spread odd = spread_of({3, 1, 2});
  EXPECT_EQ(odd.min, 1.0);
  EXPECT_EQ(odd.median, 2.0);
  EXPECT_EQ(odd.max, 3.0);
  EXPECT_EQ(spread_of({4, 1, 2, 3}).median, 2.5);
  EXPECT_EQ(spread_of({}).median, 0.0);
}

TEST(BenchProblem, SetsRowsAgainstSerialAndOpenmp) {
  const BenchProblem problem = small_problem();
  const BenchRow& threads = problem.rows[1];
  EXPECT_EQ(threads.total().median, 5.0);
  EXPECT_EQ(problem.speed_up(threads), 9.0 / 5.0);
  EXPECT_EQ(problem.efficiency(threads), 9.0 / 10.0);
  // 5/4, 6/4 and 4/4, round by round.
  EXPECT_EQ(problem.against_openmp(threads), 1.25);
  EXPECT_EQ(problem.against_openmp(problem.rows[0]), std::nullopt);
}

TEST(BenchProblem, TellsWhenAResultDiffers) {
  BenchResults results = small_results();
  EXPECT_TRUE(results.all_same_results());
  BenchRow& row = results.problems[0].rows[1];
  row.samples[2].checksum = "abd";
  EXPECT_FALSE(results.problems[0].is_same_result(row));
  EXPECT_FALSE(results.all_same_results());
  row.samples[2].checksum = "abc";
  row.samples[0].iterations = 8;
  EXPECT_FALSE(results.all_same_results());
  EXPECT_THAT(table_text(comparison_table(results.problems[0])), HasSubstr("abc DIFFERS"));
}

/// The problem of `small_problem` by two methods on the CPU and one more on CUDA alone.
BenchResults results_by_method() {
  BenchResults results = small_results();
  results.problems[0].method = "jacobi, csr";
  BenchProblem faster = small_problem();
  faster.method = "multigrid, csr";
  faster.name += ", multigrid, csr";
  faster.variant += ", multigrid, csr";
  faster.alternative_to = "hex <64>";
  faster.rows.erase(faster.rows.begin() + 1, faster.rows.end());
  faster.rows[0].samples = {sample(1, 1, "abe")};
  faster.rows[0].samples[0].note = "no multigrid";
  BenchProblem vendor = faster;
  vendor.method = "jacobi, cusparse";
  vendor.rows[0].backend = "cuda";
  vendor.rows[0].samples[0].note = "";
  results.problems[0].rows.push_back({"cuda", 1, 0.0, {sample(1, 0)}});
  results.problems.insert(results.problems.end(), {faster, vendor, small_problem()});
  return results;
}

TEST(BenchFamilies, AreAProblemAndItsAlternatives) {
  const BenchResults results = results_by_method();
  const std::vector<BenchFamily> families = results.families();
  ASSERT_THAT(families, SizeIs(2));
  EXPECT_THAT(families[0], SizeIs(3));
  EXPECT_THAT(families[1], SizeIs(1));
  EXPECT_THAT(alternatives_table(families[1]).rows, IsEmpty());
  EXPECT_THAT(notes_of(families[0]), ElementsAre("hex <64>, multigrid, csr: no multigrid"));
}

TEST(AlternativesTable, SetsTheFastestOfEveryMethodAgainstTheFirstOnTheSamePath) {
  const BenchResults results = results_by_method();
  const Table table = alternatives_table(results.families()[0]);
  using Row = std::vector<std::string>;
  EXPECT_THAT(
      table.rows,
      ElementsAre(Row{"jacobi, csr", "openmp x 2", "1 s", "3 s", "4 s", "1.00", "7", "abc"},
                  Row{"multigrid, csr", "serial", "1 s", "1 s", "2 s", "2.00", "7", "abe"},
                  Row{"jacobi, csr", "cuda", "1 s", "0 ms", "1 s", "1.00", "7", "abc"},
                  Row{"jacobi, cusparse", "cuda", "1 s", "1 s", "2 s", "0.50", "7", "abe"}));
  EXPECT_THAT(table.columns, SizeIs(table.rows[0].size()));
}

TEST(AlternativesTable, IsOnThePageAndInTheJsonToo) {
  const BenchResults results = results_by_method();
  const std::string page = bench_page(results, "a machine");
  EXPECT_THAT(page, HasSubstr("<h2>Alternatives: hex &lt;64&gt;</h2>"));
  EXPECT_THAT(page, HasSubstr("multigrid, csr on serial"));
  const nlohmann::json json = bench_json(results);
  EXPECT_EQ(json["problems"][1]["method"], "multigrid, csr");
  EXPECT_EQ(json["problems"][1]["alternative_to"], "hex <64>");
  EXPECT_EQ(json["problems"][1]["note"], "no multigrid");
  EXPECT_TRUE(json["problems"][3]["alternative_to"].is_null());
}

TEST(BenchSample, PassesBetweenProcessesToTheBit) {
  BenchSample sent = sample(0.1, 1.0 / 3.0);
  sent.note = "a note";
  const BenchSample received =
      sample_of(nlohmann::json::from_cbor(nlohmann::json::to_cbor(message_of(sent))));
  ASSERT_THAT(received.stages, SizeIs(2));
  EXPECT_EQ(received.stages[1].stage, "work");
  EXPECT_EQ(received.stages[1].seconds, 1.0 / 3.0);
  EXPECT_EQ(received.iterations, 7);
  EXPECT_EQ(received.items, 1000.0);
  EXPECT_EQ(received.note, "a note");
  EXPECT_EQ(received.rated_stage, "work");
  ASSERT_THAT(received.costs, SizeIs(1));
  EXPECT_EQ(received.costs[0].cost.bytes, 4e9);
  EXPECT_EQ(received.costs[0].value_bytes, 8);
}

TEST(ScalingTable, HasAColumnPerNumberOfWorkersAndTheGain) {
  const Table table = scaling_table(small_results());
  ASSERT_THAT(table.rows, SizeIs(2));  // threads and openmp
  EXPECT_EQ(table.columns[2].heading, "1 worker");
  EXPECT_EQ(table.columns[3].heading, "2 workers");
  // Of the work alone: 1000 updates in 7 s and in 3 s.
  EXPECT_EQ(table.rows[1], (std::vector<std::string>{"hex <64>", "openmp", "143 updates/s",
                                                     "333 updates/s", "2.33"}));
  EXPECT_EQ(table.rows[0][2], "");
}

TEST(ScalingTable, IsEmptyForOneNumberOfWorkers) {
  BenchResults results = small_results();
  results.problems[0].rows.erase(results.problems[0].rows.begin() + 2);
  EXPECT_THAT(scaling_table(results).rows, IsEmpty());
  EXPECT_EQ(scaling_chart(results), "");
}

TEST(BenchPage, IsWholeByItselfAndEscapes) {
  BenchResults results = small_results();
  BenchProblem larger = small_problem();
  larger.size = 128;
  results.problems.push_back(larger);
  const std::string page = bench_page(results, "a <machine>");
  EXPECT_THAT(page, HasSubstr("a &lt;machine&gt;"));
  EXPECT_THAT(page, Not(HasSubstr("<64>")));
  for (const char* outside : {"http://", "https://", "src=", "<script", "<link", "@import"}) {
    std::string rest = page;
    for (std::size_t at; (at = rest.find("http://www.w3.org/2000/svg")) != std::string::npos;) {
      rest.erase(at, 26);  // the name of SVG, which nothing loads
    }
    EXPECT_THAT(rest, Not(HasSubstr(outside)));
  }
  for (const char* part : {"Time of every stage", "Speed-up over the number of workers",
                           "Time over size", "Roofline"}) {
    EXPECT_THAT(page, HasSubstr(part));
  }
}

BenchProblem problem_of_size(double size, double serial_s, double openmp_s) {
  BenchProblem problem{"fem", "mesh", "fem", size, "nodes", "updates", {}};
  problem.rows = {{"serial", 1, 0.0, {sample(0, serial_s)}},
                  {"openmp", 2, 0.0, {sample(0, openmp_s)}}};
  return problem;
}

TEST(CrossoversIn, FollowsPowerLawsBetweenTwoSizes) {
  // serial is size / 100, openmp 1: they meet at 100.
  const BenchResults results{{problem_of_size(10, 0.1, 1), problem_of_size(1000, 10, 1)}, {}};
  const std::vector<Crossover> found = crossovers_in(results);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].faster, "openmp");
  EXPECT_NEAR(found[0].size.value(), 100.0, 1e-9);
  EXPECT_EQ(found[0].text(), "fem: openmp overtakes serial at about 100 nodes");
}

TEST(RatesOf, AreThoseOfTheWorkersOrOfTheGpu) {
  BenchResults results = small_results();
  MachineRates gpu{1, 1e12, 0.0, 1e13, 2e13, true};
  results.rates.push_back(gpu);
  BenchRow row{"cuda", 1, 0.0, {}};
  ASSERT_NE(results.rates_of(row), nullptr);
  EXPECT_EQ(results.rates_of(row)->copy_bytes_per_s, 1e12);
  row = {"threads", 1, 0.0, {}};
  EXPECT_EQ(results.rates_of(row)->copy_bytes_per_s, 10e9);
  row.workers = 3;
  EXPECT_EQ(results.rates_of(row), nullptr);
  results.problems[0].rows.push_back({"cuda", 1, 0.0, {sample(1, 0.01)}});
  const std::vector<std::string> lines = roofline_lines(results.problems[0], results);
  ASSERT_THAT(lines, SizeIs(3));
  EXPECT_THAT(lines[2], HasSubstr("cuda, work: 400 GB/s"));
}

TEST(SizesTable, HasARowPerSizeOfWhatWasMeasuredAtSeveral) {
  BenchProblem alone = small_problem();
  const BenchResults results{{problem_of_size(1000, 10, 1), problem_of_size(10, 0.1, 1), alone},
                             {}};
  using Row = std::vector<std::string>;
  EXPECT_THAT(sizes_table(results).rows,
              ElementsAre(Row{"fem", "10 nodes", "serial", "10.0 k updates/s", "0.1 s"},
                          Row{"fem", "1,000 nodes", "openmp x 2", "1.00 k updates/s", "1 s"}));
  EXPECT_THAT(sizes_table(small_results()).rows, IsEmpty());
}

TEST(CrossoversIn, SaysSoWhereOneIsAlwaysFaster) {
  const BenchResults results{{problem_of_size(10, 1, 2), problem_of_size(1000, 10, 20)}, {}};
  ASSERT_THAT(crossovers_in(results), SizeIs(1));
  EXPECT_EQ(crossovers_in(results)[0].text(), "fem: serial is faster than openmp at every size");
  EXPECT_THAT(crossovers_in({{problem_of_size(10, 1, 2)}, {}}), IsEmpty());
}

TEST(BenchJson, HasTheRooflineOfEveryRow) {
  const nlohmann::json found = bench_json(small_results());
  const nlohmann::json& row = found["problems"][0]["rows"][1];
  EXPECT_EQ(row["backend"], "threads");
  EXPECT_EQ(row["stages_s"]["work"]["median"], 4.0);
  EXPECT_EQ(row["roofline"][0]["bound_by"], "memory");
  EXPECT_EQ(row["roofline"][0]["bytes_per_s"], 1e9);
  EXPECT_EQ(row["time_over_openmp"], 1.25);
}

}  // namespace
}  // namespace tessera
