#include "tests/replayed_device/fat_binary.hpp"

#include <cstdint>
#include <cstring>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/ptx/replay/replay_error.hpp"

namespace tessera::support {
namespace {

using ::testing::HasSubstr;

constexpr std::uint16_t kPtx = 1;
constexpr std::uint16_t kMachineCode = 2;

/// A fat binary as nvcc 13 writes it, with headers of 64 bytes.
class FatBinaryText : public ::testing::Test {
 protected:
  void add_entry(std::uint16_t kind, std::uint32_t architecture, std::string payload,
                 std::uint32_t compressed_bytes = 0) {
    payload.resize((payload.size() + 7) / 8 * 8, '\0');
    std::string header(64, '\0');
    const std::uint32_t header_bytes = 64;
    const std::uint64_t bytes = payload.size();
    std::memcpy(header.data(), &kind, sizeof(kind));
    std::memcpy(header.data() + 4, &header_bytes, sizeof(header_bytes));
    std::memcpy(header.data() + 8, &bytes, sizeof(bytes));
    std::memcpy(header.data() + 16, &compressed_bytes, sizeof(compressed_bytes));
    std::memcpy(header.data() + 28, &architecture, sizeof(architecture));
    entries_ += header + payload;
  }

  std::optional<EmbeddedPtx> newest_for(int architecture) {
    struct {
      std::uint32_t magic = 0xba55ed50;
      std::uint16_t version = 1;
      std::uint16_t header_bytes = 16;
      std::uint64_t bytes = 0;
    } container;
    container.bytes = entries_.size();
    text_.assign(reinterpret_cast<const char*>(&container), sizeof(container));
    text_ += entries_;
    wrapper_.container = text_.data();
    return newest_ptx(&wrapper_, architecture);
  }

  /// What the search says is wrong; empty when nothing is.
  std::string report() {
    try {
      newest_for(120);
    } catch (const ptx::ReplayError& error) {
      return error.what();
    }
    return {};
  }

  struct {
    std::uint32_t magic = 0x466243b1;
    std::uint32_t version = 1;
    const void* container = nullptr;
    const void* prelinked = nullptr;
  } wrapper_;

 private:
  std::string entries_;
  std::string text_;
};

TEST_F(FatBinaryText, TheNewestPtxThatTheDeviceCanTakeIsFoundAmongTheEntries) {
  add_entry(kMachineCode, 90, "machine");
  add_entry(kPtx, 75, "old ptx");
  add_entry(kPtx, 120, "new ptx, longer");
  add_entry(kPtx, 90, "ptx");
  EXPECT_EQ(newest_for(120)->text, "new ptx, longer");
  EXPECT_EQ(newest_for(120)->architecture, 120);
  EXPECT_EQ(newest_for(119)->text, "ptx");
  EXPECT_EQ(newest_for(86)->text, "old ptx");
  EXPECT_FALSE(newest_for(74).has_value());
}

TEST_F(FatBinaryText, MachineCodeAloneIsNoPtx) {
  add_entry(kMachineCode, 90, "machine");
  EXPECT_FALSE(newest_for(120).has_value());
}

TEST_F(FatBinaryText, CompressedPtxIsRefusedWithTheFlagThatHelps) {
  add_entry(kPtx, 120, "squeezed", 8);
  EXPECT_THAT(report(), HasSubstr("--compress-mode=none"));
}

TEST_F(FatBinaryText, AnotherFormatIsRefused) {
  add_entry(kPtx, 120, "ptx");
  EXPECT_EQ(report(), "");
  wrapper_.magic = 0x12345678;
  EXPECT_THAT(report(), HasSubstr("begins with 0x12345678, not 0x466243b1"));
}

}  // namespace
}  // namespace tessera::support
