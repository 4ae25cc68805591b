// --trace as a user meets it.

#include <set>

#include "tests/cli/tessera_binary.hpp"
#include "tests/support/teams.hpp"

namespace tessera::support {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

class TraceFlag : public TesseraBinary {
 protected:
  /// The names of the events on each track of trace.json.
  [[nodiscard]] std::map<std::string, std::set<std::string>> tracks() const {
    const json trace = json::parse(text_of("trace.json"), nullptr, false);
    EXPECT_FALSE(trace.is_discarded());
    std::map<int, std::string> track_names;
    for (const json& event : trace["traceEvents"]) {
      if (event["name"] == "thread_name") track_names[event["tid"]] = event["args"]["name"];
    }
    std::map<std::string, std::set<std::string>> found;
    for (const json& event : trace["traceEvents"]) {
      if (event["ph"] == "X") found[track_names[event["tid"]]].insert(event["name"]);
    }
    return found;
  }
};

TEST_F(TraceFlag, HasATrackForEveryWorkerOfEveryTeam) {
  write_duct(70, 60);
  for (const char* backend : {"threads", "openmp", "processes"}) {
    if (kThreadSanitizer && std::string(backend) == "processes") continue;
    static_cast<void>(
        solve({"duct.msh", "--backend", backend, "--workers", "2", "--trace", "trace.json"}));
    const auto found = tracks();
    ASSERT_EQ(found.size(), 3U) << backend;
    EXPECT_TRUE(found.at("ranges").contains("solve")) << backend;
    EXPECT_TRUE(found.at("ranges").contains("assemble")) << backend;
    for (const char* worker : {"worker 0", "worker 1"}) {
      EXPECT_GE(found.at(worker).size(), 5U) << backend;
    }
  }
}

TEST_F(TraceFlag, DoesNotChangeTheBits) {
  write_duct(20, 10);
  const json plain = solve({"duct.msh"});
  const json traced = solve({"duct.msh", "--trace", "trace.json"});
  EXPECT_EQ(traced["checksum"], plain["checksum"]);
  EXPECT_EQ(traced["solver"]["iterations"], plain["solver"]["iterations"]);
}

TEST_F(TraceFlag, WorksForGrids) {
  const Ended ended = tessera({"hex", "--rows", "300", "--cols", "300", "--steps", "4", "--backend",
                               "serial", "--trace", "trace.json"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_THAT(ended.err, HasSubstr("wrote trace.json"));
  EXPECT_TRUE(tracks().at("ranges").contains("diffuse"));
}

TEST_F(TraceFlag, RefusesAnotherFormatAndAFileThatIsTaken) {
  write_duct();
  EXPECT_THAT(tessera({"solve", "duct.msh", "--trace", "t.txt"}).err,
              HasSubstr("--trace t.txt: the name must end in .json"));
  EXPECT_EQ(tessera({"solve", "duct.msh", "--trace", "a.json", "--json", "a.json"}).exit_code, 2);
  EXPECT_TRUE(names() == std::vector<std::string>{"duct.msh"});
}

TEST_F(TraceFlag, VerboseSaysWhichLimitsWereReached) {
  write_duct();
  const Ended ended = tessera({"solve", "duct.msh", "--verbose", "--backend", "serial",
                               "--operator", "csr", "--preconditioner", "jacobi"});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.err, HasSubstr("tessera: this machine: copy "));
  EXPECT_THAT(ended.err, HasSubstr("tessera: solve: "));
  EXPECT_THAT(ended.err, HasSubstr("bound by "));
}

}  // namespace
}  // namespace tessera::support
