#include "host/commands/failure.hpp"

#include <gtest/gtest.h>
#include <new>
#include <stdexcept>

#include "cpu_fallback/failures.hpp"
#include "kernels/gpu_failures.hpp"

namespace tessera {
namespace {

TEST(Failure, OfTheUserKeepsItsCodeAndText) {
  const Failure failure = failure_of(InputError("mesh.msh:3: no"));
  EXPECT_EQ(failure.code, ExitCode::bad_input);
  EXPECT_EQ(failure.message, "mesh.msh:3: no");
}

TEST(Failure, OfWhatIsMissingEndsWithSix) {
  EXPECT_EQ(failure_of(gpu::DeviceUnavailable("no driver")).code, ExitCode::no_device_or_memory);
  EXPECT_EQ(failure_of(gpu::DeviceUnavailable("no driver")).message, "no driver");
  EXPECT_EQ(failure_of(gpu::OutOfDeviceMemory("8 MB more needed")).code,
            ExitCode::no_device_or_memory);
  EXPECT_EQ(failure_of(gpu::OutOfDeviceMemory("8 MB more needed")).message, "8 MB more needed");
  EXPECT_EQ(failure_of(cpu::UnsupportedProcessor("no FMA")).code, ExitCode::no_device_or_memory);
  EXPECT_EQ(failure_of(std::bad_alloc()).code, ExitCode::no_device_or_memory);
  EXPECT_EQ(failure_of(std::bad_alloc()).message,
            "out of memory; --dry-run says how much a run needs");
}

TEST(Failure, OfTheProgramOrOfCudaEndsWithOne) {
  EXPECT_EQ(failure_of(gpu::CudaError("kernels/a.cu:3: launch")).code, ExitCode::internal_error);
  EXPECT_EQ(failure_of(gpu::CudaError("kernels/a.cu:3: launch")).message, "kernels/a.cu:3: launch");
  EXPECT_EQ(failure_of(cpu::WorkerLost("worker 3")).code, ExitCode::internal_error);
  EXPECT_EQ(failure_of(std::logic_error("impossible")).code, ExitCode::internal_error);
}

}  // namespace
}  // namespace tessera
