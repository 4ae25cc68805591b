#include "tests/replayed_device/fat_binary.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <sstream>
#include <string>

#include "tests/ptx/replay/replay_error.hpp"

namespace tessera::support {
namespace {

constexpr std::uint32_t kWrapperMagic = 0x466243b1;  // fatbinary_section.h of the toolkit
constexpr std::uint32_t kContainerMagic = 0xba55ed50;
constexpr std::uint16_t kPtxKind = 1;

struct Wrapper {
  std::uint32_t magic;
  std::uint32_t version;
  const std::byte* container;
  const void* prelinked;
};

struct ContainerHeader {
  std::uint32_t magic;
  std::uint16_t version;
  std::uint16_t header_bytes;
  std::uint64_t bytes;  // of the entries
};

/// The part of an entry's header that matters here.
struct EntryHeader {
  std::uint16_t kind;
  std::uint16_t version;
  std::uint32_t header_bytes;
  std::uint64_t bytes;
  std::uint32_t compressed_bytes;  // 0: not compressed
  std::uint32_t unknown;
  std::uint32_t ptx_version;
  std::uint32_t architecture;
};

template <class T>
T read_at(const std::byte* from) {
  T value;
  std::memcpy(&value, from, sizeof(T));
  return value;
}

void require_magic(std::uint32_t found, std::uint32_t wanted, const char* what) {
  if (found == wanted) return;
  std::ostringstream text;
  text << "the " << what << " of a fat binary begins with 0x" << std::hex << found << ", not 0x"
       << wanted << ": another version of nvcc?";
  throw ptx::ReplayError(text.str());
}

EmbeddedPtx ptx_of(const EntryHeader& entry, const std::byte* payload) {
  const int architecture = static_cast<int>(entry.architecture);
  if (entry.compressed_bytes != 0) {
    throw ptx::ReplayError("the PTX for compute_" + std::to_string(architecture) +
                           " is compressed: compile for the replay with --compress-mode=none");
  }
  std::string_view text(reinterpret_cast<const char*>(payload), entry.bytes);
  return {architecture, text.substr(0, text.find('\0'))};  // zeros fill up the entry
}

}  // namespace

std::optional<EmbeddedPtx> newest_ptx(const void* wrapper, int architecture) {
  const auto outer = read_at<Wrapper>(static_cast<const std::byte*>(wrapper));
  require_magic(outer.magic, kWrapperMagic, "wrapper");
  const auto container = read_at<ContainerHeader>(outer.container);
  require_magic(container.magic, kContainerMagic, "container");

  std::optional<EmbeddedPtx> newest;
  const std::byte* at = outer.container + container.header_bytes;
  const std::byte* const end = at + container.bytes;
  while (at < end) {
    const auto entry = read_at<EntryHeader>(at);
    const int found = static_cast<int>(entry.architecture);
    const bool fits = entry.kind == kPtxKind && found <= architecture;
    if (fits && (!newest || newest->architecture < found)) {
      newest = ptx_of(entry, at + entry.header_bytes);
    }
    at += entry.header_bytes + entry.bytes;
  }
  return newest;
}

}  // namespace tessera::support
