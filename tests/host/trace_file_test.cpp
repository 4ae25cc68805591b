#include "host/report/trace_file.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "cpu_fallback/stages.hpp"

namespace tessera {
namespace {

using nlohmann::json;

TEST(StageOfBody, IsTheFunctionAroundALambdaOrTheNameOfAFunctor) {
  EXPECT_EQ(stage_of_body("constexpr const char* tessera::cpu::body_name() [with Body = "
                          "tessera::{anonymous}::diffuse<double>(tessera::cpu::Executor&, const "
                          "tessera::cpu::HexPass<double>&)::<lambda(int64_t)>]"),
            "diffuse");
  EXPECT_EQ(stage_of_body("const char *f() [Body = tessera::cpu::(anonymous namespace)::Row<8>]"),
            "Row");
  EXPECT_EQ(stage_of_body("f() [Body = (lambda at /some/where/krylov.cpp:42:7)]"), "krylov.cpp:42");
  EXPECT_EQ(stage_of_body("plain"), "plain");
}

TEST(ChromeTrace, IsJsonWithATrackPerWorkerAndOneForTheRanges) {
  cpu::Memory memory(cpu::Memory::Kind::private_pages);
  cpu::Trace trace(memory, 2);
  const std::int64_t begin = trace.begin_ns();
  trace.ranges().add({"solve \"it\"", begin, begin + 5000, 0});
  trace.worker_tracks()[0].add({"[Body = a::b()::<lambda>]", begin + 1000, begin + 2500, 3});
  trace.worker_tracks()[1].add({"[Body = a::c()::<lambda>]", begin + 1000, begin + 1250, 4});
  const json found = json::parse(chrome_trace(trace, "threads"));
  std::map<std::string, int> tracks;
  json events = json::array();
  for (const json& event : found["traceEvents"]) {
    if (event["name"] == "thread_name") tracks[event["args"]["name"]] = event["tid"];
    if (event["ph"] == "X") events.push_back(event);
  }
  EXPECT_EQ(tracks, (std::map<std::string, int>{{"ranges", 0}, {"worker 0", 1}, {"worker 1", 2}}));
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[0]["name"], "solve \"it\"");
  EXPECT_EQ(events[0]["dur"], 5.0);
  EXPECT_EQ(events[1]["name"], "b");
  EXPECT_EQ(events[1]["ts"], 1.0);
  EXPECT_EQ(events[1]["dur"], 1.5);
  EXPECT_EQ(events[1]["args"]["chunks"], 3);
  EXPECT_EQ(events[2]["tid"], 2);
  EXPECT_EQ(found["otherData"]["dropped_events"], 0);
}

}  // namespace
}  // namespace tessera
