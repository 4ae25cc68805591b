// npy_fuzz ITERATIONS [SEED]
//
// Feeds damaged .npy files to the reader. Each must be refused with an InputError or give as many
// values as its shape says, which are those at the end of the file; anything else ends the run with
// exit 1 and leaves the input in a file. Inputs depend on SEED only.

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "host/errors.hpp"
#include "host/io/npy_file.hpp"
#include "host/io/npy_header.hpp"
#include "tests/fuzz/mutations.hpp"
#include "tests/fuzz/reader_run.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tessera::fuzz {
namespace {

template <class Value>
std::string npy_bytes(const std::string& header, const std::vector<Value>& values) {
  return header +
         std::string(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Value));
}

/// A header of version 2.0 or 3.0, whose length takes four bytes.
std::string long_header(char version, const std::string& dictionary) {
  std::string text = "\x93NUMPY";
  text += {version, '\0', static_cast<char>(dictionary.size()), '\0', '\0', '\0'};
  return text + dictionary;
}

std::vector<std::string> corpus() {
  const std::vector<double> six{0.0, -0.0, 1.0 / 3.0, 1e-310, -1e300, 5.0};
  const std::vector<float> two{1.5F, -2.0F};
  return {npy_bytes(npy_header("<f8", 2, 3), six), npy_bytes(npy_header("<f4", 2, 1), two),
          npy_bytes(npy_header("<f8", 64, 32), std::vector<double>(2048, 0.25)),
          npy_bytes(long_header(2, "{'shape': (3, 2), 'fortran_order': False, 'descr': '<f8', }\n"),
                    six),
          npy_bytes(long_header(3, "{'descr': '<f4','fortran_order':False,'shape':(1,2)}\n"), two)};
}

/// What is wrong with a field that came out of `bytes`; "" if nothing.
template <class Real>
std::string broken_promise(const NpyField<Real>& field, const std::string& bytes) {
  const NpyShape& shape = field.shape;
  if (shape.rows < 1 || shape.cols < 1) return "an empty field";
  const auto count = static_cast<std::size_t>(shape.rows * shape.cols);
  if (field.values.size() != count) return "another number of values than its shape has";
  if (shape.value_bytes != sizeof(Real)) return "";
  if (count * sizeof(Real) > bytes.size()) return "more values than the file holds";
  const std::size_t begin = parse_npy_header(bytes.substr(0, kNpyHeaderLimit)).begin_of_values;
  const bool same =
      std::memcmp(bytes.data() + begin, field.values.data(), count * sizeof(Real)) == 0;
  return same ? "" : "other values than the file holds";
}

/// Reads as float too, which is allowed for f4 only.
std::string read_both(const std::filesystem::path& path, const std::string& bytes) {
  const NpyField<double> field = read_npy<double>(path);
  std::string fault = broken_promise(field, bytes);
  if (!fault.empty()) return fault;
  if (field.shape.value_bytes == 4) return broken_promise(read_npy<float>(path), bytes);
  try {
    (void)read_npy<float>(path);
  } catch (const InputError&) {
    return "";
  }
  return "f8 is read as float";
}

int run_npy(long iterations, std::uint64_t seed) {
  const support::TemporaryFolder folder;
  Mutations mutations(seed);
  Target target;
  target.name = "npy";
  target.corpus = corpus();
  target.next_input = [&] { return mutations.next(target.corpus); };
  target.read = [&](const std::string& input) {
    const std::filesystem::path path = folder.path() / "fuzz.npy";
    std::filesystem::remove(path);  // some file systems wait for the disk when a file is emptied
    std::ofstream(path, std::ios::binary) << input;
    return read_both(path, input);
  };
  return run(target, iterations);
}

}  // namespace
}  // namespace tessera::fuzz

int main(int argument_count, char** arguments) {
  if (argument_count < 2 || argument_count > 3) {
    std::fprintf(stderr, "usage: npy_fuzz ITERATIONS [SEED]\n");
    return 2;
  }
  const std::uint64_t seed = argument_count == 3 ? std::strtoull(arguments[2], nullptr, 10) : 1;
  return tessera::fuzz::run_npy(std::strtol(arguments[1], nullptr, 10), seed);
}
