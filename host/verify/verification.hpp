#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "cpu_fallback/stages.hpp"
#include "host/report/table.hpp"
#include "host/verify/distance.hpp"
#include "host/verify/outcome.hpp"
#include "kernels/gpu_layout_stages.hpp"
#include "kernels/gpu_stages.hpp"

namespace tessera {

/// An outcome against a closed form: two backends that share code agree even when both are wrong.
struct Expectation {
  std::string what;  // "a linear potential"; empty: there is no closed form for this work
  double error = 0.0;
  double bound = 0.0;

  [[nodiscard]] bool holds() const { return what.empty() || error <= bound; }
};

/// A piece of work that has to have the same bits wherever it is done.
struct VerifyCase {
  std::string name;
  std::function<Outcome(cpu::Executor&)> on_cpu;  // empty: not for this path
  std::function<Outcome(gpu::Executor&)> on_gpu;
  std::function<Expectation(const Outcome&)> expect;
  std::string bits_of = {};  // the name of a case before it whose bits it must have, or empty
};

/// A case from `work(executor)`, which takes an executor of either path, and
/// `work.expect(outcome)`.
template <class Work>
[[nodiscard]] VerifyCase verify_case(const std::string& name, const Work& work) {
  return {name,
          [work](cpu::Executor& executor) { return work(executor); },
          [work](gpu::Executor& executor) { return work(executor); },
          [work](const Outcome& outcome) { return work.expect(outcome); },
          {}};
}

/// Who does the work: a backend, or in tests one that errs.
struct VerifyRunner {
  std::string backend;
  int workers = 1;
  std::function<Outcome(const VerifyCase&)> run;
  bool on_cuda = false;

  [[nodiscard]] bool has(const VerifyCase& work) const {
    return on_cuda ? static_cast<bool>(work.on_gpu) : static_cast<bool>(work.on_cpu);
  }
};

/// One case on one backend, against the reference: the first of the runners that has the case, or
/// the reference of the case whose bits it must have.
struct VerifyRow {
  std::string name;
  std::string backend;
  int workers = 1;
  bool is_reference = false;
  std::string against;  // whose bits it must have: a backend or another case
  Distance distance;
  std::int64_t iterations = -1;
  bool same_iterations = true;
  std::string checksum;
  Expectation expectation;
  std::string note;

  [[nodiscard]] bool holds() const {
    return distance.same_bits && same_iterations && expectation.holds();
  }
};

/// Every case on every runner that has it. CUDA is a reference of its own where its outcome has
/// another note than that of the CPU. `begin(name)` is called before each case.
[[nodiscard]] std::vector<VerifyRow> verify(
    const std::vector<VerifyCase>& cases, const std::vector<VerifyRunner>& runners,
    const std::function<void(const std::string& name)>& begin);

[[nodiscard]] nlohmann::json verify_json(const std::vector<VerifyRow>& rows);
[[nodiscard]] Table verify_table(const std::vector<VerifyRow>& rows);

/// One line for every case that was not done as asked, with the first backend on which it was not.
[[nodiscard]] std::vector<std::string> notes_in(const std::vector<VerifyRow>& rows);

/// One line for every row that does not hold: what differs, where, by how much.
[[nodiscard]] std::vector<std::string> breaches_in(const std::vector<VerifyRow>& rows);

}  // namespace tessera
