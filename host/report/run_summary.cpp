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

nlohmann::json device_json(const gpu::Device& device) {
  return {{"name", device.name},
          {"ordinal", device.ordinal},
          {"compute_capability",
           std::to_string(device.compute_major) + "." + std::to_string(device.compute_minor)},
          {"multiprocessors", device.multiprocessors},
          {"memory_bytes", device.memory_bytes},
          {"l2_bytes", device.l2_bytes}};
}

nlohmann::json run_json(const std::string& command, const RunPlace& place) {
  const auto memory = static_cast<std::int64_t>(::sysconf(_SC_PHYS_PAGES)) *
                      static_cast<std::int64_t>(::sysconf(_SC_PAGESIZE));
  nlohmann::json json;
  json["schema_version"] = 1;
  json["command"] = command;
  json["version"] = {{"tessera", kVersion}, {"commit", kCommit}, {"compiler", kCompiler}};
  json["backend"] = place.backend;
  json["hardware"] = {{"processor", processor_name()},
                      {"cores", cpu::usable_cores()},
                      {"workers", place.workers},
                      {"instruction_set", cpu::name_of(cpu::best_instruction_set())},
                      {"memory_bytes", memory},
                      {"gpu", nullptr}};
  if (place.gpu) {
    nlohmann::json& gpu = json["hardware"]["gpu"];
    gpu = device_json(place.gpu->device);
    gpu["driver"] = place.gpu->driver;
    gpu["runtime"] = place.gpu->runtime;
  }
  json["memory"] = {{"host_peak_bytes", peak_host_bytes()},
                    {"device_peak_bytes", place.device_peak_bytes}};
  return json;
}

}  // namespace tessera
