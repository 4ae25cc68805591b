#include "host/io/hdf5_crash_guard.hpp"

#include <string>
#include <unistd.h>

#include "host/errors.hpp"
#include "host/io/pending_file.hpp"

namespace tessera {
namespace {

// A signal handler may not allocate, so what it says is put together before.
std::string last_words;

extern "C" void end_on_fault(int) {
  remove_pending_files();
  [[maybe_unused]] const ssize_t written =
      ::write(STDERR_FILENO, last_words.data(), last_words.size());
  ::_exit(static_cast<int>(ExitCode::bad_input));
}

}  // namespace

Hdf5CrashGuard::Hdf5CrashGuard(std::string_view source) {
  last_words =
      "tessera: " + std::string(source) +
      ": the HDF5 library failed on its structures: the file is damaged; write it anew, or "
      "try h5dump on it\n";
  constexpr std::size_t kStackBytes = 1 << 16;
  stack_.resize(kStackBytes);
  stack_t stack{};
  stack.ss_sp = stack_.data();
  stack.ss_size = stack_.size();
  ::sigaltstack(&stack, &owner_of_stack_);
  struct sigaction action {};
  action.sa_handler = end_on_fault;
  action.sa_flags = SA_ONSTACK;
  for (std::size_t fault = 0; fault < kFaults.size(); ++fault) {
    ::sigaction(kFaults[fault], &action, &owners_[fault]);
  }
}

Hdf5CrashGuard::~Hdf5CrashGuard() {
  for (std::size_t fault = 0; fault < kFaults.size(); ++fault) {
    ::sigaction(kFaults[fault], &owners_[fault], nullptr);
  }
  ::sigaltstack(&owner_of_stack_, nullptr);
}

}  // namespace tessera
