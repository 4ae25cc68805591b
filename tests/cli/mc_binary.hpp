#pragma once

#include "tests/cli/tessera_binary.hpp"

namespace tessera::support {

/// A test of `tessera mc`.
class McBinary : public TesseraBinary {
 protected:
  /// `tessera mc` with these flags.
  [[nodiscard]] Ended mc(const Arguments& flags, Environment environment = {}) const {
    Arguments arguments{"mc"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    return tessera(arguments, std::move(environment));
  }
  /// Its JSON summary, with nothing else said; it has to end with `exit_code`.
  [[nodiscard]] nlohmann::json summary(Arguments flags, int exit_code = 0) const {
    for (const char* flag : {"--quiet", "--json", "-"}) flags.emplace_back(flag);
    const Ended ended = mc(flags);
    EXPECT_EQ(ended.exit_code, exit_code) << ended.err;
    EXPECT_EQ(ended.err, "");
    auto json = nlohmann::json::parse(ended.out, nullptr, false);
    EXPECT_FALSE(json.is_discarded()) << ended.out;
    return json;
  }
};

}  // namespace tessera::support
