#include "host/commands/node_count.hpp"

#include "host/commands/count.hpp"
#include "host/errors.hpp"

namespace tessera {

std::int64_t parse_node_count(const std::string& option, const std::string& text) {
  if (const auto count = parse_count(text)) return *count;
  throw UsageError(option + " " + text +
                   ": not a number of nodes; valid are for example 5000, 20k or 1.3m");
}

}  // namespace tessera
