#pragma once

#include <array>
#include <csignal>
#include <string_view>
#include <vector>

namespace tessera {

/// While one lives, a fault inside the HDF5 library ends the program with exit code 3, a message
/// that names the file, and no pending result files: some damage in its own structures makes HDF5
/// 1.10 divide by zero or write outside its memory instead of returning an error. One at a time.
class Hdf5CrashGuard {
 public:
  /// source: the name of the file for the message
  explicit Hdf5CrashGuard(std::string_view source);
  /// Gives every signal back to whom it belonged.
  ~Hdf5CrashGuard();
  Hdf5CrashGuard(const Hdf5CrashGuard&) = delete;
  Hdf5CrashGuard& operator=(const Hdf5CrashGuard&) = delete;

 private:
  static constexpr std::array kFaults{SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

  std::array<struct sigaction, kFaults.size()> owners_{};
  std::vector<char> stack_;  // for the handler: a fault may be that of the stack
  stack_t owner_of_stack_{};
};

}  // namespace tessera
