#include "host/report/option_names.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace tessera {
namespace {

// Names in the order of an enumeration.
template <class Enumeration, std::size_t count>
const char* pick(const std::array<const char*, count>& names, Enumeration value) {
  return names.at(static_cast<std::size_t>(value));
}

const char* kind_of(Payoff payoff) {
  return pick(std::array{"european", "asian-arithmetic", "asian-geometric", "barrier-up-out",
                         "barrier-down-out", "lookback", "basket"},
              payoff);
}

std::vector<NamedPayoff> all_payoffs() {
  using enum Payoff;
  std::vector<NamedPayoff> all;
  for (const Payoff payoff : {european, asian_arithmetic, asian_geometric, barrier_up_out,
                              barrier_down_out, lookback, basket}) {
    for (const OptionSide side : {OptionSide::call, OptionSide::put}) {
      all.push_back({name_of(payoff, side), payoff, side});
    }
  }
  return all;
}

}  // namespace

const std::vector<NamedPayoff>& named_payoffs() {
  static const std::vector<NamedPayoff> kAll = all_payoffs();
  return kAll;
}

std::string name_of(Payoff payoff, OptionSide side) {
  return std::string(kind_of(payoff)) + (side == OptionSide::call ? "-call" : "-put");
}

const char* name_of(PathModel model) { return pick(std::array{"gbm", "heston"}, model); }

const char* name_of(Monitoring monitoring) {
  return pick(std::array{"discrete", "bridge", "corrected"}, monitoring);
}

const char* name_of(Precision precision) { return pick(std::array{"f64", "f32"}, precision); }

const char* name_of(Sampler sampler) { return pick(std::array{"pseudo", "sobol"}, sampler); }

const char* name_of(Scrambling scrambling) { return pick(std::array{"owen", "shift"}, scrambling); }

const char* name_of(GreekMethod method) {
  return pick(std::array{"pathwise", "likelihood ratio", "mixed", "differences"}, method);
}

const char* name_of(Control control) {
  return pick(std::array{"none", "underlying", "geometric"}, control);
}

}  // namespace tessera
