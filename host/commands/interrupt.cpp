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
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) {
    // What the caller has us ignore stays ignored (nohup, background jobs of a script).
    if (std::signal(signal, end_on_signal) == SIG_IGN) std::signal(signal, SIG_IGN);
  }
}

}  // namespace tessera
