#include "host/io/file_bytes.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

#include "host/errors.hpp"

namespace tessera {
namespace {

class Descriptor {
 public:
  explicit Descriptor(const std::filesystem::path& path)
      // O_NONBLOCK: opening a pipe that nobody writes to must not hang before it is refused.
      : number_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& reason) {
  throw InputError("cannot read '" + path.string() + "': " + reason);
}

struct stat regular_file_status(const std::filesystem::path& path, const Descriptor& file) {
  if (file.number() < 0) refuse(path, std::strerror(errno));
  struct stat status {};
  if (::fstat(file.number(), &status) != 0) refuse(path, std::strerror(errno));
  if (S_ISDIR(status.st_mode)) refuse(path, "it is a folder; a mesh file was expected");
  if (!S_ISREG(status.st_mode)) refuse(path, "it is not a regular file");
  return status;
}

}  // namespace

void require_readable_file(const std::filesystem::path& path) {
  regular_file_status(path, Descriptor(path));
}

FileBytes read_file_bytes(const std::filesystem::path& path) {
  const Descriptor file(path);
  const auto size = static_cast<std::size_t>(regular_file_status(path, file).st_size);
  auto bytes = std::make_unique_for_overwrite<char[]>(size);
  std::size_t done = 0;
  while (done < size) {
    const ::ssize_t got = ::read(file.number(), bytes.get() + done, size - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) refuse(path, std::strerror(errno));
    if (got == 0) refuse(path, "it became shorter while it was read");
    done += static_cast<std::size_t>(got);
  }
  return {std::move(bytes), size};
}

}  // namespace tessera
