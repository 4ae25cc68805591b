#include "tools/benchmarks/function_benchmarks.hpp"

#include <algorithm>
#include <array>
#include <benchmark/benchmark.h>
#include <chrono>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "cpu_fallback/processor.hpp"
#include "tools/benchmarks/function_arrays.hpp"

namespace tessera::bench {
namespace {

constexpr std::int64_t kCount = 1024;

template <class Real>
struct Libraries {
  FunctionArrays<Real> exact, library, vectorised;
};

Libraries<double> f64_functions(cpu::InstructionSet instruction_set) {
#if defined(__x86_64__)
  if (instruction_set == cpu::InstructionSet::x86_64_v4) {
    return {x86_64_v4::exact_functions_f64(), x86_64_v4::library_functions_f64(),
            x86_64_v4::vector_functions_f64()};
  }
  return {x86_64_v3::exact_functions_f64(), x86_64_v3::library_functions_f64(),
          x86_64_v3::vector_functions_f64()};
#else
  static_cast<void>(instruction_set);
  return {generic::exact_functions_f64(), generic::library_functions_f64(),
          generic::vector_functions_f64()};
#endif
}

Libraries<float> f32_functions(cpu::InstructionSet instruction_set) {
#if defined(__x86_64__)
  if (instruction_set == cpu::InstructionSet::x86_64_v4) {
    return {x86_64_v4::exact_functions_f32(), x86_64_v4::library_functions_f32(),
            x86_64_v4::vector_functions_f32()};
  }
  return {x86_64_v3::exact_functions_f32(), x86_64_v3::library_functions_f32(),
          x86_64_v3::vector_functions_f32()};
#else
  static_cast<void>(instruction_set);
  return {generic::exact_functions_f32(), generic::library_functions_f32(),
          generic::vector_functions_f32()};
#endif
}

/// A function and the arguments of its loop.
template <class Real>
struct Function {
  const char* name;
  ArrayFunction<Real> FunctionArrays<Real>::*member;
  double begin, end;
};

template <class Real>
constexpr std::array kFunctions{
    Function<Real>{"log", &FunctionArrays<Real>::log, 0.01, 100.0},
    Function<Real>{"log_in_range", &FunctionArrays<Real>::log_in_range, 0.0001, 1.0},
    Function<Real>{"exp", &FunctionArrays<Real>::exp, -20.0, 20.0},
    Function<Real>{"exp_in_range", &FunctionArrays<Real>::exp_in_range, -20.0, 20.0},
    Function<Real>{"sincos", &FunctionArrays<Real>::sincos, -3.0, 3.0},
    Function<Real>{"sincos_2pi", &FunctionArrays<Real>::sincos_2pi, 0.0, 1.0},
    Function<Real>{"inverse_normal", &FunctionArrays<Real>::inverse_normal, 0.0001, 0.9999}};

template <class Real>
struct Buffers {
  explicit Buffers(const Function<Real>& function) {
    std::mt19937_64 generator(1);
    std::uniform_real_distribution<Real> distribution(static_cast<Real>(function.begin),
                                                      static_cast<Real>(function.end));
    for (Real& argument : arguments) argument = distribution(generator);
  }
  void run(ArrayFunction<Real> function) {
    function(arguments.data(), results.data(), kCount);
    benchmark::ClobberMemory();
  }
  std::vector<Real> arguments = std::vector<Real>(kCount);
  std::vector<Real> results = std::vector<Real>(2 * kCount);
};

/// The best of many passes: what else the machine does only adds.
template <class Real>
double nanoseconds_each(ArrayFunction<Real> function, Buffers<Real>& buffers) {
  using Clock = std::chrono::steady_clock;
  constexpr int kRepetitions = 50;
  double best = std::numeric_limits<double>::infinity();
  for (int pass = 0; pass < 40; ++pass) {
    const auto start = Clock::now();
    for (int repetition = 0; repetition < kRepetitions; ++repetition) buffers.run(function);
    const std::chrono::duration<double, std::nano> elapsed = Clock::now() - start;
    best = std::min(best, elapsed.count() / (kRepetitions * static_cast<double>(kCount)));
  }
  return best;
}

template <class Real>
void run_function(benchmark::State& state, const Function<Real>& function,
                  const Libraries<Real>& libraries) {
  Buffers<Real> buffers(function);
  const ArrayFunction<Real> exact = libraries.exact.*function.member;
  for (auto repetition : state) buffers.run(exact);
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * kCount);

  const double ours = nanoseconds_each(exact, buffers);
  state.counters["ns"] = ours;
  const auto compare = [&](const std::string& name, ArrayFunction<Real> other) {
    if (other == nullptr) return;
    const double theirs = nanoseconds_each(other, buffers);
    state.counters[name + "_ns"] = theirs;
    state.counters["of_" + name] = ours / theirs;
  };
  compare("libm", libraries.library.*function.member);
  compare("vector_libm", libraries.vectorised.*function.member);
}

template <class Real>
void register_all(const std::string& kind, const Libraries<Real>& libraries) {
  for (const Function<Real>& function : kFunctions<Real>) {
    if (libraries.exact.*function.member == nullptr) continue;
    benchmark::RegisterBenchmark(("function/" + kind + "/" + function.name).c_str(),
                                 [&function, libraries](benchmark::State& state) {
                                   run_function(state, function, libraries);
                                 });
  }
}

}  // namespace

void register_functions() {
  const cpu::InstructionSet instruction_set = cpu::best_instruction_set();
  register_all("f64", f64_functions(instruction_set));
  register_all("f32", f32_functions(instruction_set));
}

}  // namespace tessera::bench
