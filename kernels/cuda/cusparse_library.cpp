#include "kernels/cuda/cusparse_library.hpp"

#include <dlfcn.h>
#include <string>

#include "kernels/gpu_failures.hpp"

namespace tessera::gpu {
namespace {

// The major version is part of the name: 12 is the one of CUDA 12 and 13.
constexpr const char* kFile = "libcusparse.so.12";

std::string loader_error() {
  const char* const text = ::dlerror();
  return text == nullptr ? "unknown error" : text;
}

template <class Function>
void find(void* library, const char* name, Function& function) {
  void* const symbol = ::dlsym(library, name);
  if (symbol == nullptr) {
    throw DeviceUnavailable(std::string(kFile) + ": " + loader_error());
  }
  function = reinterpret_cast<Function>(symbol);
}

CusparseLibrary load() {
  void* const library = ::dlopen(kFile, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    throw DeviceUnavailable("cuSPARSE cannot be loaded (" + loader_error() +
                            "); --operator csr needs no library");
  }
  CusparseLibrary functions{};
  find(library, "cusparseCreate", functions.create);
  find(library, "cusparseDestroy", functions.destroy);
  find(library, "cusparseSetStream", functions.set_stream);
  find(library, "cusparseGetErrorString", functions.error_string);
  find(library, "cusparseCreateCsr", functions.create_csr);
  find(library, "cusparseDestroySpMat", functions.destroy_matrix);
  find(library, "cusparseCreateDnVec", functions.create_vector);
  find(library, "cusparseDestroyDnVec", functions.destroy_vector);
  find(library, "cusparseDnVecSetValues", functions.set_values);
  find(library, "cusparseSpMV_bufferSize", functions.product_buffer_size);
  find(library, "cusparseSpMV_preprocess", functions.preprocess_product);
  find(library, "cusparseSpMV", functions.multiply);
  return functions;
}

}  // namespace

const CusparseLibrary& cusparse_library() {
  static const CusparseLibrary library = load();
  return library;
}

}  // namespace tessera::gpu
