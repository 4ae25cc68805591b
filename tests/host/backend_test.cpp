#include "host/commands/backend.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "host/errors.hpp"
#include "tests/support/gpu_findings.hpp"

namespace tessera {
namespace {

using support::gpus_found;
using support::nothing_found;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

template <class T>
Choice<T> said(T value, const std::string& words) {
  return {value, words};
}
Choice<std::string> backend_flag(const std::string& name) {
  return said(name, "--backend " + name);
}

/// For choices that must not start CUDA.
GpuSearch never_asked() {
  return {[] {
            ADD_FAILURE() << "GPUs were looked for";
            return gpu::DeviceSurvey{};
          },
          [](const gpu::DeviceSurvey&, int) { return std::string(); }};
}

std::string refusal_of(const BackendChoice& choice, const GpuSearch& search) {
  try {
    (void)choose_backend(choice, search);
  } catch (const ResourceError& error) {
    return error.what();
  }
  return "nothing was refused";
}

TEST(Backend, ANamedTeamIsTakenWithoutLookingForGpus) {
  for (const char* name : {"serial", "threads", "openmp", "processes"}) {
    const Backend backend = choose_backend({backend_flag(name)}, never_asked());
    EXPECT_FALSE(backend.on_cuda);
    EXPECT_EQ(backend.name(), name);
    EXPECT_THAT(backend.reason, AllOf(StartsWith(std::string(name) + ", "),
                                      EndsWith(" (--backend " + std::string(name) + ")")));
  }
}

TEST(Backend, AutoTakesAGpuThatCanBeUsed) {
  const Backend backend = choose_backend({}, gpus_found({""}));
  EXPECT_TRUE(backend.on_cuda);
  EXPECT_EQ(backend.name(), "cuda");
  ASSERT_TRUE(backend.gpu);
  EXPECT_EQ(backend.gpu->device.ordinal, 0);
  EXPECT_EQ(backend.gpu->driver, "13.1");
  EXPECT_EQ(backend.gpu->runtime, "13.0");
  EXPECT_EQ(backend.reason, "cuda, GPU 0, Model 0, 132 multiprocessors, 140 GiB (auto)");
}

TEST(Backend, CudaTakesItTooAndSaysWhoAskedForIt) {
  BackendChoice choice;
  choice.backend = said<std::string>("cuda", "TESSERA_BACKEND=cuda");
  EXPECT_THAT(choose_backend(choice, gpus_found({""})).reason, EndsWith(" (TESSERA_BACKEND=cuda)"));
}

TEST(Backend, TheDeviceIsTheOneThatWasSaid) {
  BackendChoice choice;
  choice.device = said(1, "--device 1");
  const GpuSearch search = gpus_found({"GPU 0 (Model 0) is broken", ""});
  EXPECT_EQ(choose_backend(choice, search).gpu->device.ordinal, 1);
  choice.backend = backend_flag("cuda");
  EXPECT_EQ(choose_backend(choice, search).gpu->device.ordinal, 1);
}

struct Missing {
  const char* name;
  GpuSearch search;
  std::string obstacle;
};

const std::string kNoDriver = "no NVIDIA driver is installed";
const std::string kOldDriver =
    "the NVIDIA driver is too old: it supports CUDA 11.4, this needs 13.0";
const std::string kNoCode = "GPU 0 (Model 0) is of architecture sm_52, for which there is no code";

class WithoutUsableGpu : public ::testing::TestWithParam<Missing> {};

TEST_P(WithoutUsableGpu, AutoIsOpenmpAndSaysWhy) {
  const Backend backend = choose_backend({}, GetParam().search);
  EXPECT_FALSE(backend.on_cuda);
  EXPECT_FALSE(backend.gpu);
  EXPECT_EQ(backend.name(), "openmp");
  EXPECT_EQ(backend.gpu_obstacle, GetParam().obstacle);
  EXPECT_THAT(backend.reason,
              AllOf(StartsWith("openmp, "), EndsWith(" (auto: " + GetParam().obstacle + ")")));
}

TEST_P(WithoutUsableGpu, CudaByNameIsRefusedWithTheReason) {
  EXPECT_EQ(refusal_of({backend_flag("cuda")}, GetParam().search),
            "--backend cuda: " + GetParam().obstacle +
                "; openmp, threads, processes and serial need no GPU");
}

TEST_P(WithoutUsableGpu, ADeviceByNumberIsRefusedWithTheReasonOnAutoToo) {
  BackendChoice choice;
  choice.device = said(0, "TESSERA_DEVICE=0");
  EXPECT_THAT(refusal_of(choice, GetParam().search),
              StartsWith("TESSERA_DEVICE=0: " + GetParam().obstacle));
}

TEST_P(WithoutUsableGpu, ADryRunForCudaGoesOnAndSaysWhy) {
  BackendChoice choice{backend_flag("cuda")};
  choice.dry_run = true;
  const Backend backend = choose_backend(choice, GetParam().search);
  EXPECT_TRUE(backend.on_cuda);
  EXPECT_FALSE(backend.gpu);
  EXPECT_THAT(backend.reason, HasSubstr(GetParam().obstacle));
}

INSTANTIATE_TEST_SUITE_P(Obstacles, WithoutUsableGpu,
                         ::testing::Values(Missing{"NoDriver", nothing_found(kNoDriver), kNoDriver},
                                           Missing{"OldDriver", nothing_found(kOldDriver),
                                                   kOldDriver},
                                           Missing{"NoCode", gpus_found({kNoCode, ""}), kNoCode}),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(Backend, ADeviceThatIsNotThereIsNamedAlone) {
  BackendChoice choice;
  choice.device = said(3, "--device 3");
  const std::string expected = "--device 3: there is no GPU 3; valid is 0 to 1";
  EXPECT_EQ(refusal_of(choice, gpus_found({"", ""})), expected);
  choice.backend = backend_flag("cuda");
  EXPECT_EQ(refusal_of(choice, gpus_found({"", ""})), expected);
}

TEST(Backend, WhatHasNoMeaningThereIsNoted) {
  BackendChoice on_team{backend_flag("threads"), said(7, "--device 7"), said(3, "--workers 3")};
  EXPECT_THAT(choose_backend(on_team, never_asked()).reason,
              AllOf(StartsWith("threads, 3 workers, "),
                    EndsWith("(--backend threads; --device 7 has no meaning there)")));
  BackendChoice on_gpu;
  on_gpu.workers = said(3, "TESSERA_WORKERS=3");
  EXPECT_THAT(choose_backend(on_gpu, gpus_found({""})).reason,
              EndsWith("(auto; TESSERA_WORKERS=3 has no meaning there)"));
}

TEST(Backend, RangesAreCheckedBeforeAnythingIsLookedFor) {
  BackendChoice negative;
  negative.device = said(-1, "--device -1");
  EXPECT_THROW((void)choose_backend(negative, never_asked()), UsageError);
  BackendChoice unknown{backend_flag("gpu")};
  EXPECT_THROW((void)choose_backend(unknown, never_asked()), UsageError);
}

}  // namespace
}  // namespace tessera
