// What the binary says and does about CUDA where no GPU can be used; GPUs are hidden from it here.

#include "host/version.hpp"
#include "tests/cli/tessera_binary.hpp"

namespace tessera::support {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class WithoutGpu : public TesseraBinary {
 protected:
  WithoutGpu() { write_duct(); }
};

TEST_F(WithoutGpu, AutoIsOpenmpAndSaysInOneLineWhy) {
  const Ended ended = tessera({"solve", "duct.msh"});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.err, ::testing::MatchesRegex("tessera: backend: openmp, [^\n]* \\(auto: " +
                                                 gpu_obstacle() + "\\)\n"));
}

TEST_F(WithoutGpu, CudaByNameEndsWithSixAndTheReason) {
  const Ended ended = tessera({"solve", "duct.msh", "--backend", "cuda"});
  EXPECT_EQ(ended.exit_code, 6);
  EXPECT_EQ(ended.out, "");
  EXPECT_EQ(ended.err, "tessera: --backend cuda: " + gpu_obstacle() +
                           "; openmp, threads, processes and serial need no GPU\n");
}

TEST_F(WithoutGpu, CudaOfTheEnvironmentEndsWithSixToo) {
  const Ended ended = tessera({"solve", "duct.msh"}, {{"TESSERA_BACKEND", "cuda"}});
  EXPECT_EQ(ended.exit_code, 6);
  EXPECT_THAT(ended.err, HasSubstr("tessera: TESSERA_BACKEND=cuda: " + gpu_obstacle()));
}

TEST_F(WithoutGpu, CudaOfTheCaseFileEndsWithSixAndItsLine) {
  write("case.toml", "[solver]\nbackend = \"cuda\"\n");
  const Ended ended = tessera({"solve", "duct.msh", "--config", "case.toml"});
  EXPECT_EQ(ended.exit_code, 6);
  EXPECT_THAT(ended.err, HasSubstr("case.toml:2: backend = \"cuda\": " + gpu_obstacle()));
}

TEST_F(WithoutGpu, ADeviceByNumberIsMissed) {
  const Ended ended = tessera({"solve", "duct.msh", "--device", "0"});
  EXPECT_EQ(ended.exit_code, 6);
  EXPECT_THAT(ended.err, HasSubstr("tessera: --device 0: " + gpu_obstacle()));
  const Ended of_environment = tessera({"solve", "duct.msh"}, {{"TESSERA_DEVICE", "1"}});
  EXPECT_EQ(of_environment.exit_code, 6);
  EXPECT_THAT(of_environment.err, HasSubstr("tessera: TESSERA_DEVICE=1: " + gpu_obstacle()));
}

TEST_F(WithoutGpu, ADeviceIsMerelyNotedWhereATeamWasAskedFor) {
  for (const char* backend : {"serial", "threads", "openmp", "processes"}) {
    const Ended ended = tessera({"solve", "duct.msh", "--device", "7", "--backend", backend});
    EXPECT_EQ(ended.exit_code, 0);
    EXPECT_THAT(ended.err, HasSubstr("(--backend " + std::string(backend) +
                                     "; --device 7 has no meaning there)\n"));
  }
}

TEST_F(WithoutGpu, CusparseIsRefusedWithTheReason) {
  const Ended ended = tessera({"solve", "duct.msh", "--operator", "cusparse"});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_EQ(ended.err,
            "tessera: --operator cusparse: runs on a GPU only, and this run is on openmp (" +
                gpu_obstacle() + "); valid there is csr\n");
}

TEST_F(WithoutGpu, ADryRunForCudaSaysWhatItWouldNeed) {
  const Ended ended = tessera({"solve", "duct.msh", "--backend", "cuda", "--dry-run"});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_EQ(ended.err,
            "tessera: backend: cuda, of which a dry run needs no GPU (" + gpu_obstacle() + ")\n");
  EXPECT_THAT(ended.out, HasSubstr("on the GPU\nnothing was solved (--dry-run)"));

  const auto on_gpu = solve({"duct.msh", "--backend", "cuda", "--dry-run"});
  EXPECT_EQ(on_gpu["backend"], "cuda");
  EXPECT_TRUE(on_gpu["hardware"]["gpu"].is_null());
  EXPECT_EQ(on_gpu["solver"]["operator"], "cusparse");
  const auto on_cpu = solve({"duct.msh", "--dry-run"});
  EXPECT_EQ(on_cpu["solver"]["operator"], "matrix-free");
  EXPECT_EQ(on_gpu["memory"]["device_needed_bytes"], on_cpu["memory"]["device_needed_bytes"]);
  EXPECT_LT(on_gpu["memory"]["host_needed_bytes"], on_cpu["memory"]["host_needed_bytes"]);
}

TEST_F(WithoutGpu, ADryRunTellsTheMemoryOfEveryMethodApart) {
  const auto device_bytes = [&](const Arguments& flags) {
    Arguments arguments{"duct.msh", "--backend", "cuda", "--dry-run"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    return solve(arguments)["memory"]["device_needed_bytes"].get<std::int64_t>();
  };
  write_duct(40, 30);
  EXPECT_GT(device_bytes({"--operator", "csr"}), device_bytes({}));
  EXPECT_EQ(device_bytes({"--operator", "csr"}), device_bytes({"--reproducible"}));
  // 64 triplets of 16 bytes for every element, twice.
  EXPECT_GT(device_bytes({"--assembly", "triplets"}), 40 * 30 * 64 * 16 * 2);
  EXPECT_GT(device_bytes({"--assembly", "triplets"}), device_bytes({"--operator", "csr"}));
}

TEST_F(WithoutGpu, InfoSaysWhyThereIsNone) {
  const Ended text = tessera({"info", "--no-measure"});
  EXPECT_EQ(text.exit_code, 0);
  EXPECT_THAT(text.out, HasSubstr("\nGPU        none: " + gpu_obstacle() + "\n"));
  const auto info = nlohmann::json::parse(tessera({"info", "--no-measure", "--json", "-"}).out);
  EXPECT_EQ(info["build"]["cuda"], kHaveCuda);
  EXPECT_TRUE(info["cuda"]["gpus"].is_array());
  EXPECT_TRUE(info["cuda"]["gpus"].empty());
  EXPECT_EQ(info["cuda"]["runtime"].is_string(), kHaveCuda);
  EXPECT_EQ(info["cuda"]["architectures"].empty(), !kHaveCuda);
}

}  // namespace
}  // namespace tessera::support
