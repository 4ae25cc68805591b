#pragma once

#include <cstdint>
#include <string>

#include "host/run_choices.hpp"

namespace CLI {
class App;
}

namespace tessera {

/// The choices of one `tessera hex`.
struct HexChoices : RunChoices {
  Choice<std::string> topology;
  Choice<std::string> border;
  Choice<std::int64_t> rows;
  Choice<std::int64_t> cols;
  Choice<std::int64_t> steps;
  Choice<double> alpha;
  Choice<int> heavy;
  Choice<double> impulse;
  Choice<std::string> initial;
  Choice<std::string> precision;
  Choice<std::string> fuse;
  Choice<std::string> output;
  Choice<std::string> picture;
  Choice<std::int64_t> snapshot_every;
};

/// Adds every flag of `tessera hex` to `command`; `choices` must outlive it.
void add_hex_flags(CLI::App& command, HexChoices& choices);

}  // namespace tessera
