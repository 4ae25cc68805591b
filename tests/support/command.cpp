#include "tests/support/command.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>

extern char** environ;

namespace tessera::support {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kPause{2};

std::vector<std::string> environment_of(const CommandLine& line) {
  std::vector<std::string> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text(*variable);
    const std::string name(text.substr(0, text.find('=')));
    const bool ours = name.starts_with("TESSERA_") || name == "NO_COLOR";
    if (!ours && !line.environment.contains(name)) variables.emplace_back(text);
  }
  for (const auto& [name, value] : line.environment) variables.push_back(name + "=" + value);
  return variables;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// A file without a name: nothing is left behind, and no reader has to keep up with the writer.
int nameless_file(const char* name) {
  const int file = ::memfd_create(name, MFD_CLOEXEC);
  if (file < 0) throw std::runtime_error("cannot make a file for what a command writes");
  return file;
}

int new_terminal() {
  const int terminal = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (terminal < 0 || ::grantpt(terminal) != 0 || ::unlockpt(terminal) != 0) {
    throw std::runtime_error("cannot make a terminal");
  }
  ::fcntl(terminal, F_SETFL, O_NONBLOCK);
  return terminal;
}

std::string content_of(int file) {
  struct stat status {};
  ::fstat(file, &status);
  std::string text(static_cast<std::size_t>(status.st_size), '\0');
  const ssize_t count = ::pread(file, text.data(), text.size(), 0);
  text.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
  return text;
}

// Between fork and exec: signals as a fresh shell would hand them on, no life without the test.
void become(const CommandLine& line, int out, int err, char* const* arguments,
            char* const* environment) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) std::signal(signal, SIG_DFL);
  if (::chdir(line.folder.c_str()) != 0) ::_exit(126);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  ::execve(line.program.c_str(), arguments, environment);
  ::_exit(127);
}

// State and parent in /proc/<process>/stat, behind the name in parentheses; ' ' when it is gone.
std::pair<char, pid_t> state_of(const std::string& process) {
  std::ifstream file("/proc/" + process + "/stat");
  std::string text;
  std::getline(file, text);
  const std::size_t name_end = text.rfind(')');
  if (name_end == std::string::npos || name_end + 4 >= text.size()) return {' ', 0};
  return {text[name_end + 2], static_cast<pid_t>(std::atoi(text.c_str() + name_end + 4))};
}

}  // namespace

RunningCommand::RunningCommand(const CommandLine& line) : terminal_(line.stderr_is_terminal) {
  std::vector<std::string> words{line.program.filename().string()};
  words.insert(words.end(), line.arguments.begin(), line.arguments.end());
  std::vector<std::string> variables = environment_of(line);
  const std::vector<char*> arguments = pointers_to(words);
  const std::vector<char*> environment = pointers_to(variables);

  out_ = line.stdout_file.empty() ? nameless_file("stdout")
                                  : ::open(line.stdout_file.c_str(), O_WRONLY | O_CLOEXEC);
  err_ = terminal_ ? new_terminal() : nameless_file("stderr");
  const int child_err = terminal_ ? ::open(::ptsname(err_), O_RDWR | O_NOCTTY | O_CLOEXEC) : err_;
  process_ = ::fork();
  if (process_ == 0) become(line, out_, child_err, arguments.data(), environment.data());
  if (terminal_) ::close(child_err);
  if (process_ < 0) throw std::runtime_error("cannot start a process");
}

RunningCommand::~RunningCommand() {
  if (!ended_) {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  ::close(out_);
  ::close(err_);
}

std::vector<pid_t> RunningCommand::children() const {
  std::vector<pid_t> found;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    if (state_of(name).second == process_) found.push_back(std::atoi(name.c_str()));
  }
  return found;
}

bool RunningCommand::has_ended() {
  if (!ended_) ended_ = ::waitpid(process_, &status_, WNOHANG) == process_;
  return ended_;
}

std::string RunningCommand::stderr_so_far() {
  if (!terminal_) return content_of(err_);
  char text[4096];
  for (ssize_t count = 0; (count = ::read(err_, text, sizeof(text))) > 0;) {
    terminal_text_.append(text, static_cast<std::size_t>(count));
  }
  return terminal_text_;
}

bool RunningCommand::wait_for_stderr(std::string_view text, std::chrono::seconds limit) {
  const auto deadline = Clock::now() + limit;
  while (stderr_so_far().find(text) == std::string::npos) {
    if (has_ended() || Clock::now() > deadline) return false;
    std::this_thread::sleep_for(kPause);
  }
  return true;
}

void RunningCommand::send(int signal) const { ::kill(process_, signal); }

Ended RunningCommand::wait(std::chrono::seconds limit) {
  Ended result;
  const auto deadline = Clock::now() + limit;
  while (!has_ended()) {
    // A full terminal would hold the program up.
    static_cast<void>(stderr_so_far());
    if (Clock::now() > deadline && !result.ran_too_long) {
      result.ran_too_long = true;
      ::kill(process_, SIGKILL);
    }
    std::this_thread::sleep_for(kPause);
  }
  if (WIFEXITED(status_)) result.exit_code = WEXITSTATUS(status_);
  if (WIFSIGNALED(status_)) result.signal = WTERMSIG(status_);
  result.out = content_of(out_);
  result.err = stderr_so_far();
  return result;
}

Ended run_command(const CommandLine& line) { return RunningCommand(line).wait(); }

bool is_gone(pid_t process) {
  const auto deadline = Clock::now() + RunningCommand::kLimit;
  const std::string name = std::to_string(process);
  while (Clock::now() < deadline) {
    const char state = state_of(name).first;
    if (state == ' ' || state == 'Z' || state == 'X') return true;
    std::this_thread::sleep_for(kPause);
  }
  return false;
}

}  // namespace tessera::support
