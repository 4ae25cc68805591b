#pragma once

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "host/errors.hpp"

namespace tessera::fuzz {

/// A reader and where its inputs come from.
struct Target {
  std::string name;
  /// Good files; each must be read.
  std::vector<std::string> corpus;
  /// The next damaged file.
  std::function<std::string()> next_input;
  /// Reads a file: "", or the promise that was broken. Throws InputError for a file that is
  /// refused.
  std::function<std::string(const std::string&)> read;
};

/// "" if the input was handled as promised; counts the files that came through.
inline std::string run_one(const Target& target, const std::string& input, long& accepted) {
  try {
    const std::string fault = target.read(input);
    ++accepted;
    return fault;
  } catch (const InputError&) {
    return "";
  } catch (const std::exception& error) {
    return std::string("wrong kind of exception: ") + error.what();
  }
}

/// Reads all of the corpus and `iterations` damaged files. Returns the exit code: 1 when a promise
/// was broken, and then the input is left in a file of the working folder.
inline int run(const Target& target, long iterations) {
  const char* const name = target.name.c_str();
  long accepted = 0;
  for (const std::string& good : target.corpus) {
    const long before = accepted;
    const std::string fault = run_one(target, good, accepted);
    if (fault.empty() && accepted == before + 1) continue;
    std::fprintf(stderr, "%s: a file of the seed corpus is refused %s\n", name, fault.c_str());
    return 1;
  }
  for (long iteration = 0; iteration < iterations; ++iteration) {
    const std::string input = target.next_input();
    const std::string fault = run_one(target, input, accepted);
    if (fault.empty()) continue;
    const std::string file = "fuzz-" + target.name + "-" + std::to_string(iteration);
    std::ofstream(file, std::ios::binary) << input;
    std::fprintf(stderr, "%s: iteration %ld: %s; input left in %s\n", name, iteration,
                 fault.c_str(), file.c_str());
    return 1;
  }
  std::printf("%s: %ld inputs, %ld accepted\n", name, iterations, accepted);
  return 0;
}

}  // namespace tessera::fuzz
