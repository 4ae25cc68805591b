#include <cuda_runtime_api.h>
#include <utility>

#include "tests/replayed_device/device.hpp"

// Errors and their names.

namespace {

using tessera::support::last_error;

struct ErrorText {
  const char* name;
  const char* text;
};

/// The errors that this library answers with, as the CUDA runtime words them.
ErrorText text_of(cudaError_t error) {
#define TESSERA_ERROR(code, text) \
  case code:                      \
    return { #code, text }
  switch (error) {
    TESSERA_ERROR(cudaSuccess, "no error");
    TESSERA_ERROR(cudaErrorInvalidValue, "invalid argument");
    TESSERA_ERROR(cudaErrorMemoryAllocation, "out of memory");
    TESSERA_ERROR(cudaErrorInvalidConfiguration, "invalid configuration argument");
    TESSERA_ERROR(cudaErrorInvalidSymbol, "invalid device symbol");
    TESSERA_ERROR(cudaErrorInsufficientDriver,
                  "CUDA driver version is insufficient for CUDA runtime version");
    TESSERA_ERROR(cudaErrorInvalidDeviceFunction, "invalid device function");
    TESSERA_ERROR(cudaErrorNoDevice, "no CUDA-capable device is detected");
    TESSERA_ERROR(cudaErrorInvalidDevice, "invalid device ordinal");
    TESSERA_ERROR(cudaErrorNoKernelImageForDevice,
                  "no kernel image is available for execution on the device");
    TESSERA_ERROR(cudaErrorInvalidResourceHandle, "invalid resource handle");
    TESSERA_ERROR(cudaErrorIllegalState, "the operation cannot be performed in the present state");
    TESSERA_ERROR(cudaErrorNotReady, "device not ready");
    TESSERA_ERROR(cudaErrorLaunchFailure, "unspecified launch failure");
    TESSERA_ERROR(cudaErrorLaunchOutOfResources, "too many resources requested for launch");
    TESSERA_ERROR(cudaErrorNotSupported, "operation not supported");
    TESSERA_ERROR(cudaErrorStreamCaptureUnsupported,
                  "operation not permitted when stream is capturing");
    TESSERA_ERROR(cudaErrorStreamCaptureInvalidated,
                  "operation failed due to a previous error during capture");
    TESSERA_ERROR(cudaErrorStreamCaptureMerge,
                  "operation would result in a merge of separate capture sequences");
    TESSERA_ERROR(cudaErrorStreamCaptureUnmatched, "capture was not ended in the same stream");
    TESSERA_ERROR(cudaErrorStreamCaptureUnjoined, "capturing stream has unjoined work");
    TESSERA_ERROR(cudaErrorStreamCaptureIsolation,
                  "dependency created on uncaptured work in another stream");
    TESSERA_ERROR(cudaErrorStreamCaptureImplicit,
                  "operation would make the legacy stream depend on a capturing blocking stream");
    TESSERA_ERROR(cudaErrorCapturedEvent,
                  "operation not permitted on an event last recorded in a capturing stream");
    TESSERA_ERROR(cudaErrorStreamCaptureWrongThread,
                  "attempt to terminate a thread-local capture sequence from another thread");
    default:
      return {"an error that the replayed device does not know",
              "an error that the replayed device does not know"};
  }
#undef TESSERA_ERROR
}

}  // namespace

const char* cudaGetErrorName(cudaError_t error) { return text_of(error).name; }

const char* cudaGetErrorString(cudaError_t error) { return text_of(error).text; }

cudaError_t cudaGetLastError() { return std::exchange(last_error(), cudaSuccess); }

cudaError_t cudaPeekAtLastError() { return last_error(); }
