// What `tessera verify` finds: its measures at hand size, and faults that are seeded on purpose.

#include <bit>
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <ostream>

#include "host/commands/verify_command.hpp"
#include "host/pipelines/flow_conditions.hpp"
#include "host/verify/flow_work.hpp"
#include "host/verify/hex_work.hpp"
#include "host/verify/mc_work.hpp"
#include "tests/support/faulty_executor.hpp"
#include "tests/support/mapped_mesh.hpp"
#include "tests/support/small_meshes.hpp"

namespace tessera {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

TEST(UlpBetween, CountsTheNumbersBetween) {
  EXPECT_EQ(ulp_between(1.0, 1.0, 8), 0U);
  EXPECT_EQ(ulp_between(1.0, std::nextafter(1.0, 2.0), 8), 1U);
  EXPECT_EQ(ulp_between(std::nextafter(1.0, 0.0), std::nextafter(1.0, 2.0), 8), 2U);
  EXPECT_EQ(ulp_between(-5e-324, 5e-324, 8), 3U);  // with the two zeros between them
  EXPECT_EQ(ulp_between(1.0, 2.0, 8), std::uint64_t{1} << 52);
  EXPECT_EQ(ulp_between(1.0, 2.0, 4), std::uint64_t{1} << 23);
  EXPECT_EQ(ulp_between(-1.0, -std::nextafterf(1.0F, 2.0F), 4), 1U);
}

TEST(UlpBetween, TellsTheZerosApartAndTakesEveryNanForTheSame) {
  EXPECT_EQ(ulp_between(-0.0, 0.0, 8), 1U);
  EXPECT_EQ(ulp_between(kNan, std::bit_cast<double>(0x7ff8000000000123U), 8), 0U);
  EXPECT_EQ(ulp_between(kNan, 1.0, 8), Distance::kNotComparable);
  EXPECT_EQ(ulp_between(1.0, kNan, 4), Distance::kNotComparable);
}

Outcome outcome_with(const std::vector<double>& values) {
  return {{outcome_field("a", std::span<const double>(values))}, 3, "sum"};
}

TEST(DistanceBetween, SaysWhereAndHowMuch) {
  const Distance none = distance_between(outcome_with({1, 2, 4}), outcome_with({1, 2, 4}));
  EXPECT_TRUE(none.same_bits);
  EXPECT_EQ(none.largest, 0.0);
  EXPECT_EQ(none.differing, 0U);
  const double next = std::nextafter(1.0, 2.0);
  const Distance some = distance_between(outcome_with({next, 2, 4.5}), outcome_with({1, 2, 4}));
  EXPECT_FALSE(some.same_bits);
  EXPECT_EQ(some.largest, 0.5);
  EXPECT_EQ(some.differing, 2U);
  EXPECT_EQ(some.field, "a");
  EXPECT_EQ(some.at, 2U);
}

TEST(DistanceBetween, HasNoNumberForANanOrAnotherLength) {
  for (const auto& other : {std::vector<double>{1, kNan}, std::vector<double>{1}}) {
    const Distance found = distance_between(outcome_with(other), outcome_with({1, 2}));
    EXPECT_FALSE(found.same_bits);
    EXPECT_EQ(found.ulp, Distance::kNotComparable);
    EXPECT_TRUE(std::isinf(found.largest));
  }
}

TEST(Outcomes, PassBetweenProcessesToTheBit) {
  const std::vector<double> values{0.1, -0.0, kNan, 5e-324, HUGE_VAL};
  const Outcome sent{{outcome_field("field", std::span(values)), {"none", 4, {}}}, 17, "abc"};
  const auto bytes = nlohmann::json::to_cbor(message_of(sent));
  const Outcome received = outcome_of(nlohmann::json::from_cbor(bytes));
  EXPECT_TRUE(distance_between(received, sent).same_bits);
  EXPECT_EQ(received.fields[0].values.size(), values.size());
  EXPECT_EQ(received.fields[1].value_bytes, 4);
  EXPECT_EQ(received.iterations, 17);
  EXPECT_EQ(received.checksum, "abc");
}

/// A fault, and the work that should show it.
struct SeededFault {
  faulty::Fault fault;
  bool of_flow;

  friend std::ostream& operator<<(std::ostream& stream, const SeededFault& seeded) {
    return stream << seeded.fault.stage;
  }
};

VerifyGrid small_grid() { return {22, 37, 9}; }

FlowWork duct_flow() {
  return {prepare_flow(support::structured_rectangle(8, 5, 3.0, 1.0), FlowCase{}, false).problem,
          1e-8};
}

HexWork<double> small_diffusion() {
  return {small_grid(), {Topology::hex, GridBorder::reflecting, 0.2, 0}};
}

template <class Work>
VerifyRunner serial_with(const Work& work) {
  return {"serial", 1, [work](const VerifyCase&) {
            cpu::Executor executor({cpu::Team::serial, 1});
            return work(executor);
          }};
}

template <class Work>
VerifyRunner faulty_with(const Work& work, const faulty::Fault& fault) {
  return {"faulty", 1, [work, fault](const VerifyCase&) {
            faulty::Executor executor(fault);
            Outcome outcome = work(executor);
            EXPECT_TRUE(executor.has_struck()) << fault.stage;
            return outcome;
          }};
}

template <class Work>
std::vector<VerifyRow> rows_of(const Work& work, const std::vector<VerifyRunner>& runners) {
  return verify({verify_case("work", work)}, runners, [](const std::string&) {});
}

class OneFlippedBit : public ::testing::TestWithParam<SeededFault> {
 protected:
  template <class Work>
  static void expect_found(const Work& work) {
    const auto rows = rows_of(work, {serial_with(work), faulty_with(work, GetParam().fault)});
    ASSERT_THAT(rows, SizeIs(2));
    EXPECT_TRUE(rows[0].holds());
    EXPECT_FALSE(rows[1].holds());
    EXPECT_FALSE(rows[1].distance.same_bits);
    EXPECT_GE(rows[1].distance.ulp, 1U);
    EXPECT_THAT(breaches_in(rows), SizeIs(1));
  }
};

TEST_P(OneFlippedBit, InTheOutputOfAStageIsFound) {
  if (GetParam().of_flow) {
    expect_found(duct_flow());
  } else {
    expect_found(small_diffusion());
  }
}

INSTANTIATE_TEST_SUITE_P(Stages, OneFlippedBit,
                         ::testing::Values(SeededFault{{"compute_conductance", 0, 83, 0}, true},
                                           SeededFault{{"gather_stiffness", 0, 40, 4}, true},
                                           SeededFault{{"multiply_direction", 2, 11, 0}, true},
                                           SeededFault{{"advance_solution", 5, 17, 4}, true},
                                           SeededFault{{"recover_velocity", 0, 7, 0}, true},
                                           SeededFault{{"diffuse_steps", 0, 99, 0}, false}),
                         [](const auto& seeded) { return seeded.param.fault.stage; });

TEST(NoFault, IsFoundInTheSameWorkWithoutOne) {
  const auto rows = rows_of(duct_flow(), {serial_with(duct_flow()), serial_with(duct_flow())});
  EXPECT_TRUE(rows[1].holds());
  EXPECT_EQ(rows[1].distance.differing, 0U);
  EXPECT_GT(rows[1].iterations, 10);
  EXPECT_THAT(breaches_in(rows), IsEmpty());
}

McWork small_price() {
  McPlan plan;
  plan.paths = 3000;
  return McWork(plan);
}

TEST(OneFlippedBitOfMc, InASumOfPathsIsFoundAgainstSerialAndByTheClosedForm) {
  const auto rows = rows_of(
      small_price(),
      {serial_with(small_price()), faulty_with(small_price(), {"simulate_paths", 0, 0, 12})});
  EXPECT_TRUE(rows[0].holds()) << rows[0].expectation.error;
  EXPECT_FALSE(rows[1].distance.same_bits);
  const faulty::Fault exponent{"simulate_paths", 0, 0, 53};
  const auto shared = rows_of(
      small_price(), {faulty_with(small_price(), exponent), faulty_with(small_price(), exponent)});
  EXPECT_TRUE(shared[1].distance.same_bits);
  EXPECT_FALSE(shared[1].holds());
}

TEST(VerifyCases, AreDoneOnlyWhereTheyCanBe) {
  VerifyCase work = verify_case("on no GPU", small_price());
  work.on_gpu = {};
  VerifyRunner gpu = serial_with(small_price());
  gpu.on_cuda = true;
  std::vector<std::string> begun;
  const auto begin = [&](const std::string& name) { begun.push_back(name); };
  EXPECT_THAT(verify({work}, {serial_with(small_price()), gpu}, begin), SizeIs(1));
  EXPECT_THAT(verify({work}, {gpu}, begin), IsEmpty());
  EXPECT_THAT(begun, SizeIs(1));
  work.on_cpu = {};
  work.on_gpu = [](gpu::Executor&) { return Outcome{}; };
  const auto rows = verify({work}, {serial_with(small_price()), gpu}, begin);
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_TRUE(rows[0].is_reference);
}

TEST(VerifyCases, MustHaveTheBitsOfTheCaseTheyName) {
  VerifyCase other = verify_case("other", duct_flow());
  other.bits_of = "work";
  const auto runner_of = [](double value) {
    return VerifyRunner{"serial", 1, [value](const VerifyCase& work) {
                          Outcome outcome = outcome_with({1.0});
                          if (work.name == "other") outcome.fields[0].values[0] = value;
                          return outcome;
                        }};
  };
  const std::vector<VerifyCase> cases{verify_case("work", duct_flow()), other};
  const auto none = [](const std::string&) {};
  const auto same = verify(cases, {runner_of(1.0)}, none);
  ASSERT_THAT(same, SizeIs(2));
  EXPECT_FALSE(same[1].is_reference);
  EXPECT_TRUE(same[1].distance.same_bits);
  const auto another = verify(cases, {runner_of(std::nextafter(1.0, 2.0))}, none);
  EXPECT_FALSE(another[1].holds());
  EXPECT_THAT(breaches_in(another)[0],
              HasSubstr("other on serial: 1 values differ from those of work, by"));
}

TEST(FlowCases, HaveTheMethodsBesideTheReferenceWhereTheyRun) {
  const auto cases = flow_cases("duct", support::structured_rectangle(8, 5, 3.0, 1.0));
  std::map<std::string, const VerifyCase*> named;
  for (const VerifyCase& work : cases) named[work.name] = &work;
  const auto& triplets = *named.at("fem duct, inlet to outlet, multigrid, csr, triplets");
  EXPECT_EQ(triplets.bits_of, "fem duct, inlet to outlet, multigrid, csr");
  ASSERT_TRUE(named.contains(triplets.bits_of));
  EXPECT_TRUE(triplets.on_cpu);
  EXPECT_TRUE(named.contains("fem duct, linear potential, multigrid, matrix-free"));
  const auto& vendor = *named.at("fem duct, linear potential, jacobi, cusparse");
  EXPECT_FALSE(vendor.on_cpu);
  EXPECT_TRUE(vendor.on_gpu);
}

TEST(NotesIn, SayOncePerCaseWhatWasNotDoneAsAsked) {
  VerifyRunner notes{"serial", 1, [](const VerifyCase&) {
                       Outcome outcome = outcome_with({1.0});
                       outcome.note = "no multigrid";
                       return outcome_of(message_of(outcome));
                     }};
  const auto rows = rows_of(duct_flow(), {notes, notes});
  EXPECT_THAT(notes_in(rows), ElementsAre("work: no multigrid"));
  EXPECT_EQ(verify_json(rows)[0]["note"], "no multigrid");
}

/// A fault in what all backends share: they agree, and only the closed form can tell.
template <class Work>
void expect_the_closed_form_to_tell(const Work& work, const faulty::Fault& fault) {
  const auto sound = rows_of(work, {serial_with(work)});
  ASSERT_FALSE(sound[0].expectation.what.empty());
  EXPECT_TRUE(sound[0].holds()) << sound[0].expectation.error << " " << sound[0].expectation.bound;
  const auto rows = rows_of(work, {faulty_with(work, fault), faulty_with(work, fault)});
  EXPECT_TRUE(rows[1].distance.same_bits);
  EXPECT_FALSE(rows[0].holds());
  EXPECT_FALSE(rows[1].holds());
  EXPECT_THAT(breaches_in(rows), SizeIs(2));
}

TEST(AFaultInSharedNumerics, OfTheFlowIsFoundByTheLinearPotential) {
  const FlowWork work = linear_potential(support::disturbed_rectangle(9, 7, 1.0, 1.0, 0.3, 5));
  expect_the_closed_form_to_tell(work, {"compute_conductance", 0, 83, 45});
}

TEST(AFaultInSharedNumerics, OfTheGridIsFoundByTheDecayOfAWave) {
  for (const Topology topology : {Topology::hex, Topology::square}) {
    expect_the_closed_form_to_tell(HexWave(small_grid(), topology), {"diffuse_steps", 0, 83, 40});
  }
}

TEST(AFaultInSharedNumerics, OfHeavyRoundsIsFoundByTheEvenField) {
  for (const Topology topology : {Topology::hex, Topology::square}) {
    expect_the_closed_form_to_tell(HexEven(small_grid(), topology), {"diffuse_steps", 0, 83, 40});
  }
}

TEST(AFaultInSharedNumerics, OfTheGridIsFoundByTheSum) {
  expect_the_closed_form_to_tell(small_diffusion(), {"diffuse_steps", 0, 83, 48});
}

TEST(VerifyCommand, EndsWithFiveAndNamesTheValueThatDiffers) {
  VerifySettings settings;
  settings.workload.workload = "hex";
  settings.contenders.backends = {"serial", "--backends serial"};
  VerifyRunner errs{"errs", 1, [](const VerifyCase& verified) {
                      cpu::Executor executor({cpu::Team::serial, 1});
                      Outcome outcome = verified.on_cpu(executor);
                      double& value = outcome.fields[0].values[1234];
                      if (verified.name == "hex f64, fixed") value = std::nextafter(value, 2.0);
                      return outcome;
                    }};
  ::testing::internal::CaptureStdout();
  const ExitCode sound = run_verify(settings);
  EXPECT_THAT(::testing::internal::GetCapturedStdout(), HasSubstr("the same bits"));
  EXPECT_EQ(sound, ExitCode::done);
  ::testing::internal::CaptureStdout();
  const ExitCode code = run_verify(settings, {errs});
  const std::string out = ::testing::internal::GetCapturedStdout();
  EXPECT_EQ(code, ExitCode::verification_failed);
  EXPECT_THAT(out, HasSubstr("DIFFERENCE: hex f64, fixed on errs: 1 values differ from serial"));
  EXPECT_THAT(out, HasSubstr("(1 ulp at field[1234])"));
}

}  // namespace
}  // namespace tessera
