#include "host/io/pending_file.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <string>
#include <unistd.h>
#include <utility>

#include "host/errors.hpp"

namespace tessera {
namespace {

// A signal handler may not allocate, so the names of pending files stand in a fixed table.
constexpr int kSlotCount = 8;
constexpr std::size_t kNameLimit = 4096;

struct Slot {
  std::atomic<bool> taken{false};
  std::atomic<bool> pending{false};
  std::array<char, kNameLimit> name{};
};

std::array<Slot, kSlotCount> slots;

int register_name(const std::string& name) {
  if (name.size() + 1 > kNameLimit) return -1;
  for (int slot = 0; slot < kSlotCount; ++slot) {
    Slot& candidate = slots[static_cast<std::size_t>(slot)];
    if (candidate.taken.exchange(true)) continue;
    std::memcpy(candidate.name.data(), name.c_str(), name.size() + 1);
    candidate.pending.store(true, std::memory_order_release);
    return slot;
  }
  return -1;
}

void release_slot(int slot) {
  if (slot < 0) return;
  slots[static_cast<std::size_t>(slot)].pending.store(false, std::memory_order_release);
  slots[static_cast<std::size_t>(slot)].taken.store(false, std::memory_order_release);
}

std::filesystem::path temporary_name(const std::filesystem::path& target) {
  std::filesystem::path name = target;
  name += ".partial-" + std::to_string(::getpid());
  return name;
}

// A name that no file could take the place of.
std::string why_not_a_file(const std::filesystem::path& target) {
  const std::filesystem::path folder = target.has_parent_path() ? target.parent_path() : ".";
  std::error_code ignored;
  if (!std::filesystem::is_directory(folder, ignored)) {
    return "the folder '" + folder.string() + "' does not exist";
  }
  const std::filesystem::file_status status = std::filesystem::status(target, ignored);
  if (std::filesystem::is_directory(status)) return "it is a folder";
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    return "it is no regular file";
  }
  return {};
}

}  // namespace

PendingFile::PendingFile(std::filesystem::path target) : target_(std::move(target)) {
  if (const std::string reason = why_not_writable(target_); !reason.empty()) {
    throw UsageError("cannot write '" + target_.string() + "': " + reason);
  }
  temporary_ = temporary_name(target_);
  slot_ = register_name(temporary_.string());
}

PendingFile::~PendingFile() {
  if (!committed_) ::unlink(temporary_.c_str());
  release_slot(slot_);
}

void PendingFile::commit() {
  std::error_code failure;
  std::filesystem::rename(temporary_, target_, failure);
  if (failure) {
    throw Error(ExitCode::internal_error,
                "cannot write '" + target_.string() + "': " + failure.message());
  }
  committed_ = true;
}

std::string why_not_writable(const std::filesystem::path& target) {
  if (std::string reason = why_not_a_file(target); !reason.empty()) return reason;
  // Only the attempt tells: permissions, read-only file systems and quotas have no common query.
  const std::filesystem::path probe = temporary_name(target);
  const int slot = register_name(probe.string());
  const int file = ::open(probe.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  std::string reason = file < 0 ? std::strerror(errno) : "";
  if (file >= 0) {
    ::close(file);
    ::unlink(probe.c_str());
  }
  release_slot(slot);
  return reason;
}

void write_whole_file(const std::filesystem::path& target, std::string_view content) {
  PendingFile file(target);
  std::ofstream stream(file.temporary_path(), std::ios::binary);
  stream.write(content.data(), static_cast<std::streamsize>(content.size()));
  stream.close();
  if (!stream) {
    throw Error(ExitCode::internal_error,
                "cannot write '" + target.string() + "': " + std::strerror(errno));
  }
  file.commit();
}

void remove_pending_files() noexcept {
  for (Slot& slot : slots) {
    if (slot.pending.load(std::memory_order_acquire)) ::unlink(slot.name.data());
  }
}

}  // namespace tessera
