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

void require_writable_folder(const std::filesystem::path& target) {
  const std::filesystem::path folder = target.has_parent_path() ? target.parent_path() : ".";
  std::error_code ignored;
  if (!std::filesystem::is_directory(folder, ignored)) {
    throw UsageError("cannot write '" + target.string() + "': the folder '" + folder.string() +
                     "' does not exist");
  }
  if (std::filesystem::is_directory(target, ignored)) {
    throw UsageError("cannot write '" + target.string() + "': it is a folder");
  }
  if (::access(folder.c_str(), W_OK) != 0) {
    throw UsageError("cannot write '" + target.string() + "': " + std::strerror(errno));
  }
}

}  // namespace

PendingFile::PendingFile(std::filesystem::path target) : target_(std::move(target)) {
  require_writable_folder(target_);
  temporary_ = target_;
  temporary_ += ".partial-" + std::to_string(::getpid());
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
