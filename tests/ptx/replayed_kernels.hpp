#pragma once

#include <cstdlib>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <string>

#include "tests/ptx/replay/machine.hpp"
#include "tests/ptx/replay/replay_error.hpp"

namespace tessera::ptx {

/// Whether missing PTX is a failure (`TESSERA_REQUIRE_PTX=1`) and not a reason to skip.
inline bool ptx_is_required() {
  const char* const value = std::getenv("TESSERA_REQUIRE_PTX");
  return value != nullptr && std::string(value) == "1";
}

/// Tests of kernels whose PTX the build made with nvcc; the parameter is the architecture that it
/// was made for. Skipped in a build without nvcc.
class ReplayedKernels : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (std::string(TESSERA_PTX_FOLDER).empty()) {
      if (ptx_is_required()) FAIL() << "TESSERA_REQUIRE_PTX=1, but this build found no nvcc";
      GTEST_SKIP() << "nvcc was not found: no PTX to replay";
    }
  }

  /// The PTX of the source file `stem`.cu.
  const Module& module(const std::string& stem) {
    auto& module = modules_[stem];
    if (!module) {
      const std::string path =
          std::string(TESSERA_PTX_FOLDER) + "/" + stem + ".sm_" + GetParam() + ".ptx";
      module = std::make_unique<Module>(Module::from_file(path));
    }
    return *module;
  }

  DeviceMemory memory_;

 private:
  std::map<std::string, std::unique_ptr<Module>> modules_;
};

/// What a launch that must not succeed says; empty when it does succeed.
template <class Launch>
std::string report_of(const Launch& launch_kernel) {
  try {
    launch_kernel();
  } catch (const ReplayError& error) {
    return error.what();
  }
  return {};
}

}  // namespace tessera::ptx
