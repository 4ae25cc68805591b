#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace tessera::support {

/// A program as a shell would start it.
struct CommandLine {
  std::filesystem::path program;
  std::vector<std::string> arguments = {};
  std::filesystem::path folder = {};  // where it runs; has to be there
  /// Variables to set. Those of this project and NO_COLOR are not inherited.
  std::map<std::string, std::string> environment = {};
  bool stderr_is_terminal = false;
  std::string stdout_file = {};  // empty: captured
};

/// How a program ended, and what it wrote.
struct Ended {
  int exit_code = -1;  // -1 when a signal ended it
  int signal = 0;
  bool ran_too_long = false;  // and was killed for it
  std::string out;
  std::string err;
};

/// A program that runs beside the test. The destructor kills it if it still does.
class RunningCommand {
 public:
  explicit RunningCommand(const CommandLine& line);
  ~RunningCommand();
  RunningCommand(const RunningCommand&) = delete;
  RunningCommand& operator=(const RunningCommand&) = delete;

  [[nodiscard]] pid_t process() const { return process_; }
  /// Process ids of its children now.
  [[nodiscard]] std::vector<pid_t> children() const;
  [[nodiscard]] bool has_ended();
  /// Waits until stderr contains `text`; false if the program ends or `limit` passes before.
  bool wait_for_stderr(std::string_view text, std::chrono::seconds limit = kLimit);
  void send(int signal) const;
  /// Waits for the end; kills the program after `limit`.
  Ended wait(std::chrono::seconds limit = kLimit);

  /// Long enough for a busy machine: it ends a test that hangs, it measures nothing.
  static constexpr std::chrono::seconds kLimit{120};

 private:
  [[nodiscard]] std::string stderr_so_far();

  pid_t process_ = -1;
  int status_ = 0;
  bool ended_ = false;
  int out_ = -1;
  int err_ = -1;
  bool terminal_ = false;
  std::string terminal_text_;
};

/// Starts a program and waits for its end.
Ended run_command(const CommandLine& line);

/// Whether a process is gone, or dead and only waits to be collected; waits for it a while.
bool is_gone(pid_t process);

}  // namespace tessera::support
