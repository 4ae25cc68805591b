#pragma once

#include <cstdint>
#include <driver_types.h>

// Kernels as a program has them, each behind the function that launches it. Pointers are the
// device's; nothing is waited for.

namespace tessera::replayed_kernels {

struct Polynomial {
  double coefficients[4];
  char name;
  std::int64_t degree;
};

/// values[i] *= factor, by as many blocks as given, which stride over the array.
template <class T>
void scale(T* values, T factor, std::int64_t count, unsigned blocks, cudaStream_t stream);
/// values[i] = polynomial(values[i])
void evaluate(const Polynomial& polynomial, double* values, int count, cudaStream_t stream);
/// sums[b] = sum of the 256 values of block b, through dynamic shared memory.
void sum_blocks(const double* values, double* sums, unsigned blocks, cudaStream_t stream);
/// A 32 x 32 matrix of blocks of 32 x 32, transposed through static shared memory.
void transpose(const float* from, float* to, unsigned tiles, cudaStream_t stream);
/// *total = sum of `count` values, in one launch: the last block to finish adds up the blocks.
/// `partial` has one value per block, `*ticket` is 0 before and after.
void sum_by_last_block(const std::int64_t* values, std::int64_t count, std::int64_t* partial,
                       unsigned* ticket, std::int64_t* total, unsigned blocks, cudaStream_t stream);
/// sums[w] = sum of the 32 values of warp w, by shuffles.
void sum_warps(const int* values, int* sums, unsigned blocks, cudaStream_t stream);
/// values[i] = table[i % 4] * gain, where both are variables of the device.
void look_up(double* values, int count, cudaStream_t stream);
void set_table(const double (&values)[4]);
void set_gain(double gain, cudaStream_t stream);
double gain_after(cudaStream_t stream);
/// Writes values[count], which is past the end.
void write_past_end(int* values, int count, cudaStream_t stream);
/// Traps where a value is negative.
void require_positive(const int* values, int count, cudaStream_t stream);
/// Uses an instruction that the replay does not know.
void multiply_packed(int* values, cudaStream_t stream);
/// Does nothing, in any shape.
void launch_empty(dim3 grid, dim3 block, std::size_t shared_bytes, cudaStream_t stream);
/// Lets `launch_empty` take this much dynamic shared memory.
cudaError_t raise_shared_limit_of_empty(int bytes);
/// The function itself, for what the runtime says about it.
const void* empty_function();
/// As `launch_empty`, of a kernel that is compiled for at most 128 threads.
void launch_bounded(unsigned threads, cudaStream_t stream);

}  // namespace tessera::replayed_kernels
