// mc_audit_fuzz ITERATIONS [SEED]
//
// Feeds damaged JSON summaries of `tessera mc` to what `--replay` reads them with. Each must be
// refused with a message and the exit code of wrong usage, bad input or a difference, or settle the
// very parameters of the run that was recorded; anything else ends the run with exit 1 and leaves
// the input in a file. Inputs depend on SEED only.

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "host/commands/mc_parameters.hpp"
#include "host/commands/mc_settings.hpp"
#include "host/errors.hpp"
#include "tests/fuzz/mutations.hpp"
#include "tests/fuzz/reader_run.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tessera::fuzz {
namespace {

using nlohmann::json;

// What a summary holds of a run besides its options.
json summary_of(const McChoices& choices) {
  const McSettings settings = settle_mc(choices, {});
  json summary{{"command", "mc"}, {"checksum", "0123456789abcdef"}};
  summary["options"] = options_json(settings);
  summary["audit"] = {{"parameter_fingerprint",
                       parameter_fingerprint(parameters_json(settings.plan, settings.correlation))},
                      {"version", "0.1.0"},
                      {"commit", "0123456789ab"}};
  return summary;
}

template <class T>
void say(Choice<T>& choice, T value) {
  choice.value = std::move(value);
}

std::vector<json> good_summaries() {
  McChoices european;
  McChoices heston;
  say(heston.model, std::string("heston"));
  say(heston.payoff, std::string("asian-arithmetic-put"));
  say(heston.greeks, true);
  say(heston.target_error, 0.01);
  McChoices barrier;
  say(barrier.payoff, std::string("barrier-down-out-put"));
  say(barrier.barrier, 80.0);
  say(barrier.monitoring, std::string("bridge"));
  say(barrier.sampler, std::string("sobol"));
  McChoices basket;
  say(basket.payoff, std::string("basket-call"));
  say(basket.spot, std::vector<double>{90.0, 100.0, 110.0});
  say(basket.volatility, std::vector<double>{0.1, 0.2, 0.3});
  return {summary_of(european), summary_of(heston), summary_of(barrier), summary_of(basket)};
}

/// Damage to the values of a summary that leaves it JSON.
class OddValues {
 public:
  explicit OddValues(std::uint64_t seed) : random_(seed) {}

  std::string next(const std::vector<json>& good) {
    json summary = good[below(good.size())];
    const std::size_t count = 1 + below(3);
    for (std::size_t change = 0; change < count; ++change) damage(summary);
    return summary.dump();
  }

 private:
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random_() % limit); }

  void damage(json& summary) {
    const json flat = summary.flatten();
    auto item = flat.begin();
    std::advance(item, static_cast<std::ptrdiff_t>(below(flat.size())));
    const json::json_pointer place(item.key());
    if (below(4) == 0 && summary[place.parent_pointer()].is_object()) {
      summary[place.parent_pointer()].erase(place.back());
    } else {
      summary[place] = odd_value();
    }
  }

  json odd_value() {
    static const std::vector<json> kOdd{
        nullptr,        true,           0,          -1,           1,    1.5,        1e308,
        -0.0,           5e-324,         2147483647, 1e15,         "",   "x",        "nan",
        json::array(),  json::object(), {1.0, "x"}, {1.0, 1e300}, {{}}, UINT64_MAX, INT64_MIN,
        "european-put", "heston"};
    const std::size_t which = below(kOdd.size() + 2);
    if (which < kOdd.size()) return kOdd[which];
    if (which == kOdd.size()) return std::string(10'000, '\x1b');
    return json(std::vector<double>(below(40), 0.5));
  }

  std::mt19937_64 random_;
};

// A value nested so deep that what recurses over it has no stack left.
std::string deeply_nested() {
  constexpr int kDepth = 1'000'000;
  return R"({"command": "mc", "options": {"strike": )" + std::string(kDepth, '[') +
         std::string(kDepth, ']') +
         R"(}, "checksum": "0", "audit": {"parameter_fingerprint": "0",)" +
         R"("version": "0", "commit": "0"}})";
}

/// Settles a replay of `path`: "", or what is wrong with it. Refusals of every allowed kind are
/// InputErrors.
std::string settle(const std::filesystem::path& path, const std::vector<std::string>& known) {
  McChoices choices;
  choices.replay.value = path.string();
  try {
    const McSettings settings = settle_mc(choices, {});
    const std::string found =
        parameter_fingerprint(parameters_json(settings.plan, settings.correlation));
    for (const std::string& fingerprint : known) {
      if (found == fingerprint) return "";
    }
    return "parameters that no run had";
  } catch (const Error& error) {
    const ExitCode code = error.code();
    if (std::string(error.what()).empty()) return "refused without a word";
    if (code != ExitCode::wrong_usage && code != ExitCode::bad_input &&
        code != ExitCode::verification_failed) {
      return "refused with exit code " + std::to_string(static_cast<int>(code));
    }
    throw InputError(error.what());
  }
}

int run_audits(long iterations, std::uint64_t seed) {
  const support::TemporaryFolder folder;
  const std::vector<json> good = good_summaries();
  std::vector<std::string> fingerprints;
  Mutations mutations(seed);
  OddValues odd_values(seed);
  Target target;
  target.name = "mc-audit";
  for (const json& summary : good) {
    target.corpus.push_back(summary.dump(2));
    fingerprints.push_back(summary["audit"]["parameter_fingerprint"]);
  }
  long made = 0;
  target.next_input = [&] {
    if (made++ == 0) return deeply_nested();
    return made % 2 == 0 ? mutations.next(target.corpus) : odd_values.next(good);
  };
  target.read = [&](const std::string& input) {
    const std::filesystem::path path = folder.path() / "audit.json";
    std::filesystem::remove(path);  // some file systems wait for the disk when a file is emptied
    std::ofstream(path, std::ios::binary) << input;
    return settle(path, fingerprints);
  };
  return run(target, iterations);
}

}  // namespace
}  // namespace tessera::fuzz

int main(int argument_count, char** arguments) {
  if (argument_count < 2 || argument_count > 3) {
    std::fprintf(stderr, "usage: mc_audit_fuzz ITERATIONS [SEED]\n");
    return 2;
  }
  const std::uint64_t seed = argument_count == 3 ? std::strtoull(arguments[2], nullptr, 10) : 1;
  return tessera::fuzz::run_audits(std::strtol(arguments[1], nullptr, 10), seed);
}
