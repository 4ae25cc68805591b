#include <cuda_runtime_api.h>
#include <vector>

#include "tests/replayed_device/device.hpp"
#include "tests/replayed_device/launch.hpp"

// What nvcc's own code calls: registration when the program starts, and `kernel<<<...>>>(...)`.

namespace {

using tessera::support::answer;
using tessera::support::Blocks;
using tessera::support::device;
using tessera::support::FatBinary;

struct CallConfiguration {
  dim3 grid;
  dim3 block;
  std::size_t shared_bytes;
  cudaStream_t stream;
};

/// Between `<<<...>>>` and the stub of the kernel, which takes it back.
std::vector<CallConfiguration>& call_configurations() {
  thread_local std::vector<CallConfiguration> stack;
  return stack;
}

FatBinary& binary_of(void** handle) { return *reinterpret_cast<FatBinary*>(handle); }

cudaError_t launch(const char* function, const void* kernel, const CallConfiguration& shape,
                   void** arguments, Blocks blocks = Blocks::in_any_order) {
  return answer(function, [&] {
    submit_launch(tessera::support::load(kernel), shape.grid, shape.block, arguments,
                  shape.shared_bytes, shape.stream, blocks);
  });
}

}  // namespace

extern "C" {

// The toolkit declares these only to code that nvcc compiles: crt/host_runtime.h.
void** __cudaRegisterFatBinary(void* wrapper);
void __cudaRegisterFatBinaryEnd(void** handle);
void __cudaUnregisterFatBinary(void** handle);
char __cudaInitModule(void** handle);
void __cudaRegisterFunction(void** handle, const char* host_function, char* device_function,
                            const char* device_name, int thread_limit, uint3* thread, uint3* block,
                            dim3* block_shape, dim3* grid_shape, int* warp_size);
void __cudaRegisterVar(void** handle, char* shadow, char* address, const char* device_name,
                       int is_extern, std::size_t bytes, int is_constant, int is_global);
unsigned __cudaPushCallConfiguration(dim3 grid, dim3 block, std::size_t shared_bytes,
                                     CUstream_st* stream);
cudaError_t __cudaPopCallConfiguration(dim3* grid, dim3* block, std::size_t* shared_bytes,
                                       void* stream);
cudaError_t __cudaGetKernel(cudaKernel_t* handle, const void* host_function);
cudaError_t __cudaLaunchKernel(cudaKernel_t kernel, dim3 grid, dim3 block, void** arguments,
                               std::size_t shared_bytes, cudaStream_t stream);

void** __cudaRegisterFatBinary(void* wrapper) {
  return reinterpret_cast<void**>(&device().registry.add_binary(wrapper));
}

void __cudaRegisterFatBinaryEnd(void**) {}

void __cudaUnregisterFatBinary(void**) {}

char __cudaInitModule(void**) { return 1; }

void __cudaRegisterFunction(void** handle, const char* host_function, char*,
                            const char* device_name, int, uint3*, uint3*, dim3*, dim3*, int*) {
  device().registry.add_kernel(host_function, binary_of(handle), device_name);
}

void __cudaRegisterVar(void** handle, char* shadow, char*, const char* device_name, int,
                       std::size_t bytes, int, int) {
  device().registry.add_variable(shadow, binary_of(handle), device_name, bytes);
}

unsigned __cudaPushCallConfiguration(dim3 grid, dim3 block, std::size_t shared_bytes,
                                     CUstream_st* stream) {
  call_configurations().push_back({grid, block, shared_bytes, stream});
  return 0;
}

cudaError_t __cudaPopCallConfiguration(dim3* grid, dim3* block, std::size_t* shared_bytes,
                                       void* stream) {
  const CallConfiguration shape = call_configurations().back();
  call_configurations().pop_back();
  *grid = shape.grid;
  *block = shape.block;
  *shared_bytes = shape.shared_bytes;
  *static_cast<cudaStream_t*>(stream) = shape.stream;
  return cudaSuccess;
}

cudaError_t __cudaGetKernel(cudaKernel_t* handle, const void* host_function) {
  // Nobody looks inside: the address of the host's function serves as well.
  *handle = static_cast<cudaKernel_t>(const_cast<void*>(host_function));
  return cudaSuccess;
}

cudaError_t __cudaLaunchKernel(cudaKernel_t kernel, dim3 grid, dim3 block, void** arguments,
                               std::size_t shared_bytes, cudaStream_t stream) {
  return launch("kernel launch", kernel, {grid, block, shared_bytes, stream}, arguments);
}

}  // extern "C"

cudaError_t cudaLaunchKernel(const void* kernel, dim3 grid, dim3 block, void** arguments,
                             std::size_t shared_bytes, cudaStream_t stream) {
  return launch("cudaLaunchKernel", kernel, {grid, block, shared_bytes, stream}, arguments);
}

cudaError_t cudaLaunchCooperativeKernel(const void* kernel, dim3 grid, dim3 block, void** arguments,
                                        std::size_t shared_bytes, cudaStream_t stream) {
  return launch("cudaLaunchCooperativeKernel", kernel, {grid, block, shared_bytes, stream},
                arguments, Blocks::side_by_side);
}

cudaError_t cudaLaunchKernelExC(const cudaLaunchConfig_t* configuration, const void* kernel,
                                void** arguments) {
  if (configuration->numAttrs != 0) {
    throw tessera::ptx::ReplayError("launch attributes are not replayed");
  }
  return launch("cudaLaunchKernelExC", kernel,
                {configuration->gridDim, configuration->blockDim, configuration->dynamicSmemBytes,
                 configuration->stream},
                arguments);
}
