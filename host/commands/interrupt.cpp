#include "host/commands/interrupt.hpp"

#include <csignal>
#include <unistd.h>

#include "host/io/pending_file.hpp"

namespace tessera {
namespace {

extern "C" void end_on_signal(int signal) {
  remove_pending_files();
  ::_exit(128 + signal);
}

}  // namespace

void end_cleanly_on_signals() {
  std::signal(SIGINT, end_on_signal);
  std::signal(SIGTERM, end_on_signal);
}

}  // namespace tessera
