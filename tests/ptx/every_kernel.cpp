#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <string>

#include "tests/ptx/replay/machine.hpp"

// Linked into a test binary (EVERY_KERNEL of tessera_ptx_test), this fails it for every kernel that
// none of its cases has run to the end. Only in the process that runs all cases: see
// CMakeLists.txt.

namespace tessera::ptx {
namespace {

class EveryKernel : public ::testing::Environment {
 public:
  void TearDown() override {
    const std::string folder = TESSERA_PTX_FOLDER;
    if (std::getenv("TESSERA_PTX_EVERY_KERNEL") == nullptr || folder.empty()) return;
    std::size_t modules = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
      if (file.path().extension() != ".ptx") continue;
      ++modules;
      for (const std::string& kernel : entries_never_run(Module::from_file(file.path()))) {
        if (!is_of_library(kernel)) {
          ADD_FAILURE() << "no test has run " << demangled(kernel) << " of "
                        << file.path().filename();
        }
      }
    }
    EXPECT_GT(modules, 0u) << "no PTX in " << folder;
  }
};

const ::testing::Environment* const kRegistered =
    ::testing::AddGlobalTestEnvironment(new EveryKernel);

}  // namespace
}  // namespace tessera::ptx
