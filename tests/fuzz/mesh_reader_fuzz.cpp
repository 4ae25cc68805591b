// mesh_reader_fuzz FORMAT ITERATIONS [SEED]
//
// Feeds damaged MSH files to the reader. Each must be refused with an InputError or give a mesh
// whose numbers are in range; anything else ends the run with exit 1 and leaves the input in a
// file. Inputs depend on FORMAT and SEED only, so a crash is found again, and narrowed by
// ITERATIONS.
//
// FORMAT: msh22-ascii, msh22-binary, msh41-ascii, msh41-binary

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "host/io/msh_reader.hpp"
#include "host/io/msh_writer.hpp"
#include "tests/fuzz/mesh_promises.hpp"
#include "tests/fuzz/mutations.hpp"
#include "tests/fuzz/reader_run.hpp"
#include "tests/support/grouped_mesh.hpp"

namespace tessera::fuzz {
namespace {

std::string content_of(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

Target msh_target(const std::string& name, MshFormat format, Mutations& mutations) {
  Target target;
  target.name = name;
  target.corpus = {msh_bytes(support::grouped_mesh(), format),
                   msh_bytes(support::unit_squares(1, 1), format),
                   content_of(TESSERA_SOURCE_DIR "/data/meshes/two_regions.msh"),
                   content_of(TESSERA_SOURCE_DIR "/data/meshes/quarter_annulus_q9.msh")};
  target.next_input = [&mutations, corpus = target.corpus] { return mutations.next(corpus); };
  // Exact size on the heap, so that a sanitizer sees a read behind the end.
  target.read = [](const std::string& input) {
    const std::vector<char> bytes(input.begin(), input.end());
    return broken_promise(parse_msh({bytes.data(), bytes.size()}, "fuzz.msh"));
  };
  return target;
}

int run_format(const std::string& name, long iterations, std::uint64_t seed) {
  const std::map<std::string, MshFormat> formats{{"msh22-ascii", {MshVersion::v22, false}},
                                                 {"msh22-binary", {MshVersion::v22, true}},
                                                 {"msh41-ascii", {MshVersion::v41, false}},
                                                 {"msh41-binary", {MshVersion::v41, true}}};
  const auto found = formats.find(name);
  if (found == formats.end()) {
    std::fprintf(stderr, "unknown format '%s'\n", name.c_str());
    return 2;
  }
  Mutations mutations(seed);
  return run(msh_target(name, found->second, mutations), iterations);
}

}  // namespace
}  // namespace tessera::fuzz

int main(int argument_count, char** arguments) {
  if (argument_count < 3 || argument_count > 4) {
    std::fprintf(stderr, "usage: mesh_reader_fuzz FORMAT ITERATIONS [SEED]\n");
    return 2;
  }
  const std::uint64_t seed = argument_count == 4 ? std::strtoull(arguments[3], nullptr, 10) : 1;
  return tessera::fuzz::run_format(arguments[1], std::strtol(arguments[2], nullptr, 10), seed);
}
