#include "host/report/run_summary.hpp"

#include <fstream>
#include <nlohmann/json.hpp>
#include <sys/resource.h>
#include <unistd.h>

#include "cpu_fallback/processor.hpp"
#include "host/version.hpp"

namespace tessera {

std::string processor_name() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    const std::size_t colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) {
      return line.substr(colon + 2);
    }
  }
  return "unknown";
}

std::int64_t peak_host_bytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return std::int64_t{usage.ru_maxrss} * 1024;
}

nlohmann::json run_json(const std::string& command, const std::string& backend, int workers) {
  const auto memory = static_cast<std::int64_t>(::sysconf(_SC_PHYS_PAGES)) *
                      static_cast<std::int64_t>(::sysconf(_SC_PAGESIZE));
  nlohmann::json json;
  json["schema_version"] = 1;
  json["command"] = command;
  json["version"] = {{"tessera", kVersion}, {"commit", kCommit}, {"compiler", kCompiler}};
  json["backend"] = backend;
  json["hardware"] = {{"processor", processor_name()},
                      {"cores", cpu::usable_cores()},
                      {"workers", workers},
                      {"instruction_set", cpu::name_of(cpu::best_instruction_set())},
                      {"memory_bytes", memory}};
  json["memory"] = {{"host_peak_bytes", peak_host_bytes()}, {"device_peak_bytes", 0}};
  return json;
}

}  // namespace tessera
