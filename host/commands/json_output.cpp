#include "host/commands/json_output.hpp"

#include <iostream>
#include <nlohmann/json.hpp>

#include "host/io/pending_file.hpp"

namespace tessera {

void write_summary(const nlohmann::json& summary, const std::string& target) {
  if (target == "-") {
    std::cout << summary.dump(2) << '\n';
  } else if (!target.empty()) {
    write_whole_file(target, summary.dump(2) + "\n");
  }
}

}  // namespace tessera
