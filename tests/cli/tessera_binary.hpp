#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/io/mesh_file.hpp"
#include "tests/support/command.hpp"
#include "tests/support/small_meshes.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tessera::support {

/// A build whose memory and time are those of a sanitizer.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif
#else
inline constexpr bool kSanitized = false;
#endif

using Arguments = std::vector<std::string>;
using Environment = std::map<std::string, std::string>;

/// A test that runs the binary in a folder of its own. GPUs are hidden from it, so that `auto` is
/// openmp on every machine.
class TesseraBinary : public ::testing::Test {
 protected:
  [[nodiscard]] CommandLine line(Arguments arguments, Environment environment = {}) const {
    environment.try_emplace("CUDA_VISIBLE_DEVICES", "-1");
    return {TESSERA_BINARY, std::move(arguments), folder_.path(), std::move(environment)};
  }
  [[nodiscard]] Ended tessera(Arguments arguments, Environment environment = {}) const {
    return run_command(line(std::move(arguments), std::move(environment)));
  }
  /// Why the binary finds no GPU, in its own words.
  [[nodiscard]] std::string gpu_obstacle() const {
    const auto info = nlohmann::json::parse(tessera({"info", "--no-measure", "--json", "-"}).out);
    return info["cuda"]["obstacle"].get<std::string>();
  }
  /// `tessera solve ARGUMENTS --quiet --json -`, which has to end with `exit_code`.
  [[nodiscard]] nlohmann::json solve(const Arguments& arguments, Environment environment = {},
                                     int exit_code = 0) const {
    Arguments all{"solve", "--quiet", "--json", "-"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const Ended ended = tessera(all, std::move(environment));
    EXPECT_EQ(ended.exit_code, exit_code) << ended.err;
    EXPECT_EQ(ended.err, "");
    auto json = nlohmann::json::parse(ended.out, nullptr, false);
    EXPECT_FALSE(json.is_discarded()) << ended.out;
    return json;
  }

  [[nodiscard]] std::filesystem::path path(const std::string& name) const {
    return folder_.path() / name;
  }
  void write(const std::string& name, std::string_view text) const {
    std::ofstream(path(name), std::ios::binary) << text;
  }
  [[nodiscard]] std::string text_of(const std::string& name) const {
    return file_bytes(path(name));
  }
  /// A duct of 3 m x 1 m, columns x rows elements, as duct.msh.
  void write_duct(int columns = 6, int rows = 2) const {
    write_mesh(path("duct.msh"), structured_rectangle(columns, rows, 3.0, 1.0));
  }
  /// Every name in the folder, sorted.
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

 private:
  TemporaryFolder folder_;
};

}  // namespace tessera::support
