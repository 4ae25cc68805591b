#include "host/commands/child_process.hpp"

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <exception>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include "host/commands/failure.hpp"
#include "host/errors.hpp"

namespace tessera {
namespace {

using nlohmann::json;

void require_one_thread() {
  const std::filesystem::directory_iterator threads("/proc/self/task");
  if (std::distance(begin(threads), end(threads)) == 1) return;
  throw std::logic_error("a process with threads cannot start a fresh child");
}

// False when the other side is gone.
bool send_bytes(int socket, const void* bytes, std::size_t count) {
  const auto* next = static_cast<const char*>(bytes);
  while (count > 0) {
    const ssize_t sent = ::send(socket, next, count, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    next += sent;
    count -= static_cast<std::size_t>(sent);
  }
  return true;
}

bool receive_bytes(int socket, void* bytes, std::size_t count) {
  auto* next = static_cast<char*>(bytes);
  while (count > 0) {
    const ssize_t received = ::recv(socket, next, count, 0);
    if (received < 0 && errno == EINTR) continue;
    if (received <= 0) return false;
    next += received;
    count -= static_cast<std::size_t>(received);
  }
  return true;
}

// CBOR keeps the bits of every number, NaN included.
bool send_message(int socket, const json& message) {
  const std::vector<std::uint8_t> bytes = json::to_cbor(message);
  const std::uint64_t count = bytes.size();
  return send_bytes(socket, &count, sizeof count) && send_bytes(socket, bytes.data(), count);
}

json failure_message(const std::exception& exception) {
  const Failure failure = failure_of(exception);
  return {{"exit_code", static_cast<int>(failure.code)}, {"message", failure.message}};
}

json answer_of(const ChildProcess::Work& work) {
  try {
    return {{"result", work()}};
  } catch (const std::exception& exception) {
    return failure_message(exception);
  }
}

// A failure to start is the answer to whatever is asked.
ChildProcess::Work started(const std::function<ChildProcess::Work()>& start) {
  try {
    return start();
  } catch (const std::exception& exception) {
    const json failure = failure_message(exception);
    return [failure]() -> json {
      throw Error(static_cast<ExitCode>(failure["exit_code"].get<int>()),
                  failure["message"].get<std::string>());
    };
  }
}

[[noreturn]] void live(int socket, pid_t parent, const std::function<ChildProcess::Work()>& start) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(0);
  {
    const ChildProcess::Work work = started(start);
    for (char request = 0; receive_bytes(socket, &request, 1);) {
      if (!send_message(socket, answer_of(work))) break;
    }
  }
  ::_exit(0);
}

std::string end_of(int status) {
  if (!WIFSIGNALED(status)) return "ended with status " + std::to_string(WEXITSTATUS(status));
  return "was killed by signal " + std::to_string(WTERMSIG(status)) + " (" +
         strsignal(WTERMSIG(status)) + ")";
}

}  // namespace

ChildProcess::ChildProcess(const std::function<Work()>& start) {
  require_one_thread();
  int sockets[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0) {
    throw Error(ExitCode::internal_error,
                std::string("cannot talk to a child process: ") + std::strerror(errno));
  }
  const pid_t parent = ::getpid();
  std::cout.flush();
  process_ = ::fork();
  if (process_ == 0) {
    ::close(sockets[0]);
    live(sockets[1], parent, start);
  }
  ::close(sockets[1]);
  socket_ = sockets[0];
  if (process_ < 0) {
    const std::string reason = std::strerror(errno);
    ::close(socket_);
    throw Error(ExitCode::internal_error, "cannot start a child process: " + reason);
  }
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : process_(std::exchange(other.process_, -1)), socket_(std::exchange(other.socket_, -1)) {}

ChildProcess::~ChildProcess() {
  if (process_ < 0) return;
  ::close(socket_);
  // Worker processes and memory go with it; there is nothing that it would still have to write.
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
}

json ChildProcess::ask() {
  std::uint64_t count = 0;
  std::vector<std::uint8_t> bytes;
  bool complete =
      process_ > 0 && send_bytes(socket_, "?", 1) && receive_bytes(socket_, &count, sizeof count);
  if (complete) {
    bytes.resize(count);
    complete = receive_bytes(socket_, bytes.data(), count);
  }
  if (!complete) {
    int status = 0;
    if (process_ > 0) ::waitpid(std::exchange(process_, -1), &status, 0);
    throw Error(ExitCode::internal_error, "the child process " + end_of(status));
  }
  const json answer = json::from_cbor(bytes);
  if (answer.contains("result")) return answer["result"];
  throw Error(static_cast<ExitCode>(answer["exit_code"].get<int>()),
              answer["message"].get<std::string>());
}

}  // namespace tessera
