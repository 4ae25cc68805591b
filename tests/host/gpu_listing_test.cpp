#include "host/commands/gpu_listing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/gpu_findings.hpp"

namespace tessera {
namespace {

using support::gpus_found;
using support::nothing_found;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(GpuListing, NamesEveryGpuAndWhatStandsInItsWay) {
  const GpuListing listing = list_gpus(gpus_found({"", "GPU 1 (Model 1) is broken"}));
  const nlohmann::json json = gpu_listing_json(listing);
  EXPECT_EQ(json["runtime"], "13.0");
  EXPECT_EQ(json["driver"], "13.1");
  EXPECT_TRUE(json["obstacle"].is_null());
  ASSERT_EQ(json["gpus"].size(), 2U);
  const nlohmann::json& first = json["gpus"][0];
  EXPECT_EQ(first["name"], "Model 0");
  EXPECT_EQ(first["ordinal"], 0);
  EXPECT_EQ(first["compute_capability"], "9.0");
  EXPECT_EQ(first["multiprocessors"], 132);
  EXPECT_EQ(first["memory_bytes"], std::int64_t{140} << 30);
  EXPECT_EQ(first["l2_bytes"], 60 << 20);
  EXPECT_TRUE(first["obstacle"].is_null());
  EXPECT_EQ(json["gpus"][1]["obstacle"], "GPU 1 (Model 1) is broken");

  const std::string text = gpu_listing_text(listing);
  EXPECT_THAT(text, HasSubstr("CUDA       runtime 13.0, driver for 13.1; "));
  EXPECT_THAT(text, HasSubstr("GPU 0      Model 0, compute capability 9.0, 132 multiprocessors, "
                              "140 GiB, L2 60.0 MiB\n"));
  EXPECT_THAT(text, HasSubstr("\n           GPU 1 (Model 1) is broken\n"));
}

TEST(GpuListing, SaysWhyThereIsNone) {
  const GpuListing listing = list_gpus(nothing_found("no NVIDIA driver is installed"));
  const nlohmann::json json = gpu_listing_json(listing);
  EXPECT_EQ(json["obstacle"], "no NVIDIA driver is installed");
  EXPECT_TRUE(json["driver"].is_null());
  EXPECT_TRUE(json["gpus"].is_array());
  EXPECT_TRUE(json["gpus"].empty());
  EXPECT_THAT(gpu_listing_text(listing), HasSubstr("runtime 13.0, driver none"));
  EXPECT_THAT(gpu_listing_text(listing), HasSubstr("GPU        none: no NVIDIA driver"));
}

TEST(GpuListing, NamesArchitecturesAsNvccDoes) {
  EXPECT_THAT(architecture_names("75-real 90-virtual 120"),
              ElementsAre("sm_75", "compute_90", "sm_120", "compute_120"));
  EXPECT_THAT(architecture_names("90a-real"), ElementsAre("sm_90a"));
  EXPECT_THAT(architecture_names("native"), ElementsAre("native"));
  EXPECT_THAT(architecture_names(""), IsEmpty());
}

TEST(RunSummary, NamesTheGpuOfTheRunAndItsPeak) {
  const Backend backend = choose_backend({}, gpus_found({""}));
  const nlohmann::json json = run_json("solve", {backend.name(), 1, backend.gpu, 4096});
  EXPECT_EQ(json["backend"], "cuda");
  const nlohmann::json& gpu = json["hardware"]["gpu"];
  EXPECT_EQ(gpu["name"], "Model 0");
  EXPECT_EQ(gpu["ordinal"], 0);
  EXPECT_EQ(gpu["compute_capability"], "9.0");
  EXPECT_EQ(gpu["multiprocessors"], 132);
  EXPECT_EQ(gpu["memory_bytes"], std::int64_t{140} << 30);
  EXPECT_EQ(gpu["driver"], "13.1");
  EXPECT_EQ(gpu["runtime"], "13.0");
  EXPECT_EQ(json["memory"]["device_peak_bytes"], 4096);
}

}  // namespace
}  // namespace tessera
