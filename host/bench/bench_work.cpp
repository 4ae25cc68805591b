#include "host/bench/bench_work.hpp"

#include <nlohmann/json.hpp>

namespace tessera {

using nlohmann::json;

json message_of(const BenchSample& sample) {
  json message{{"iterations", sample.iterations},   {"items", sample.items},
               {"rated_stage", sample.rated_stage}, {"checksum", sample.checksum},
               {"cpu_share", sample.cpu_share},     {"note", sample.note},
               {"stages", json::array()},           {"costs", json::array()}};
  for (const StageTime& time : sample.stages) {
    message["stages"].push_back(json::array({time.stage, time.seconds}));
  }
  for (const StageRun& run : sample.costs) {
    message["costs"].push_back(
        json::array({run.stage, run.cost.bytes, run.cost.flops, run.seconds, run.value_bytes}));
  }
  return message;
}

BenchSample sample_of(const json& message) {
  BenchSample sample;
  sample.iterations = message["iterations"];
  sample.items = message["items"];
  sample.rated_stage = message["rated_stage"];
  sample.checksum = message["checksum"];
  sample.cpu_share = message["cpu_share"];
  sample.note = message["note"];
  for (const json& time : message["stages"]) sample.stages.push_back({time[0], time[1]});
  for (const json& run : message["costs"]) {
    sample.costs.push_back({run[0], {run[1], run[2]}, run[3], run[4]});
  }
  return sample;
}

}  // namespace tessera
