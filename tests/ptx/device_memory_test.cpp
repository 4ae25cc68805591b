#include "tests/ptx/replay/device_memory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <vector>

#include "tests/ptx/replay/replay_error.hpp"

namespace tessera::ptx {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(DeviceMemory, GivesBackWhatWasUploaded) {
  DeviceMemory memory;
  const std::vector<double> values = {1.0, -0.0, 3.5};
  double* const first = memory.upload(values, "values");
  memory.allocate<int>(1000);
  EXPECT_EQ(memory.download(first, 3), values);
  EXPECT_EQ(reinterpret_cast<std::uint64_t>(first) % 256, 0u);
}

TEST(DeviceMemory, RefusesToReadWhatNobodyWrote) {
  DeviceMemory memory;
  int* const values = memory.allocate<int>(4, "results");
  const std::vector<int> one = {1};
  memory.write(reinterpret_cast<std::uint64_t>(values), std::as_bytes(std::span(one)));
  EXPECT_EQ(memory.download(values, 1), one);
  EXPECT_THAT([&] { static_cast<void>(memory.download(values, 2)); },
              ThrowsMessage<ReplayError>(HasSubstr("which nobody wrote: byte 4 of 'results'")));
}

TEST(DeviceMemory, RefusesToReadPastTheEndAndAfterRelease) {
  DeviceMemory memory;
  const std::vector<int> values = {1, 2, 3};
  int* const device = memory.upload(values, "three");
  EXPECT_THAT([&] { static_cast<void>(memory.download(device, 4)); },
              ThrowsMessage<ReplayError>(HasSubstr("'three' of 12 bytes")));
  memory.release(reinterpret_cast<std::uint64_t>(device));
  EXPECT_THAT([&] { static_cast<void>(memory.download(device, 3)); },
              ThrowsMessage<ReplayError>(HasSubstr("'three', released,")));
  EXPECT_THROW(memory.release(reinterpret_cast<std::uint64_t>(device)), ReplayError);
}

TEST(DeviceMemory, AllocationsThatFillTheirAlignmentDoNotTouch) {
  DeviceMemory memory;
  const std::vector<double> values(32, 1.0);  // 256 bytes
  const double* const first = memory.upload(values, "first");
  memory.upload(values, "second");
  EXPECT_THAT([&] { static_cast<void>(memory.download(first + 32, 1)); },
              ThrowsMessage<ReplayError>(HasSubstr("0 bytes past the end of 'first'")));
}

}  // namespace
}  // namespace tessera::ptx
