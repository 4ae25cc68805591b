// What the project forbids in numeric code, one kernel each.

namespace tessera::ptx_kernels {

__global__ void fused_kernel(const double* a, double* to) {
  to[threadIdx.x] = fma(a[threadIdx.x], 3.0, 1.0) + __fma_rn(a[0], 2.0, to[0]);
}

__global__ void approximate_kernel(const float* a, float* to) {
  to[threadIdx.x] = __expf(a[threadIdx.x]) + __fdividef(a[0], a[1]);
}

__global__ void float_atomic_kernel(double* sum, float* narrow) {
  atomicAdd(sum, 1.0);
  atomicAdd(narrow, 1.0f);
}

__global__ void library_kernel(const double* a, double* to) {
  to[threadIdx.x] = sin(a[threadIdx.x]);
}

__global__ void clean_kernel(const double* a, double* to) {
  to[threadIdx.x] = sqrt(a[threadIdx.x]) / 3.0 + 1.0;
}

}  // namespace tessera::ptx_kernels
