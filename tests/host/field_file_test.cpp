#include "host/io/field_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "host/errors.hpp"
#include "host/io/pending_file.hpp"
#include "tests/support/file_size_limit.hpp"
#include "tests/support/result_sample.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tessera {
namespace {

using support::ResultSample;
using support::TemporaryFolder;
using testing::AllOf;
using testing::HasSubstr;

std::vector<std::string> built_extensions() {
  if (TESSERA_HAVE_HDF5 != 0) return {".vtu", ".vtkhdf", ".hdf", ".h5"};
  return {".vtu"};
}

template <class Action>
std::string usage_message(Action action) {
  try {
    action();
  } catch (const UsageError& error) {
    return error.what();
  }
  return "no UsageError";
}

std::ptrdiff_t entries_in(const TemporaryFolder& folder) {
  return std::distance(std::filesystem::directory_iterator(folder.path()),
                       std::filesystem::directory_iterator());
}

TEST(FieldFile, AcceptsItsExtensionsInAnyCase) {
  for (const std::string& extension : built_extensions()) {
    EXPECT_EQ(why_no_field_format("result" + extension), "") << extension;
  }
  EXPECT_EQ(why_no_field_format("RESULT.VTU"), "");
}

TEST(FieldFile, RefusesAnUnknownExtensionAndListsTheValidOnes) {
  EXPECT_THAT(why_no_field_format("flow.vtk"), AllOf(HasSubstr("'.vtk'"), HasSubstr(".vtu")));
  EXPECT_THAT(why_no_field_format("flow"), HasSubstr("valid are .vtu"));
}

TEST(FieldFile, RefusesHdf5ClearlyInABuildWithoutIt) {
  if (TESSERA_HAVE_HDF5 != 0) GTEST_SKIP() << "this build has HDF5";
  EXPECT_THAT(why_no_field_format("flow.h5"), AllOf(HasSubstr("no HDF5"), HasSubstr(".vtu")));
}

TEST(FieldFile, RefusesAFieldThatDoesNotFitTheMesh) {
  const ResultSample sample(2, 1);
  const TemporaryFolder folder;
  EXPECT_THROW(write_fields(folder.path() / "a.vtu", {sample.mesh, {{"speed", sample.speed}}, {}}),
               Error);
  EXPECT_THROW(
      write_fields(folder.path() / "a.vtu", {sample.mesh, {}, {{"velocity", sample.velocity, 3}}}),
      Error);
  EXPECT_TRUE(folder.is_empty());
}

TEST(FieldFile, EveryFormatLeavesTheFileAndNothingElse) {
  const ResultSample sample(3, 2);
  for (const std::string& extension : built_extensions()) {
    const TemporaryFolder folder;
    write_fields(folder.path() / ("a" + extension), sample.fields());
    EXPECT_GT(std::filesystem::file_size(folder.path() / ("a" + extension)), 0U);
    EXPECT_EQ(entries_in(folder), 1) << extension;
  }
}

TEST(FieldFile, RefusesAMissingFolderInEveryFormat) {
  const ResultSample sample(1, 1);
  const TemporaryFolder folder;
  for (const std::string& extension : built_extensions()) {
    const auto target = folder.path() / "absent" / ("a" + extension);
    EXPECT_THAT(usage_message([&] { write_fields(target, sample.fields()); }),
                AllOf(HasSubstr(target.string()), HasSubstr("does not exist")));
  }
  EXPECT_TRUE(folder.is_empty());
}

TEST(FieldFile, LeavesTheOldFileAndNothingElseWhenTheDiskIsFullInEveryFormat) {
  const ResultSample sample(60, 60);
  for (const std::string& extension : built_extensions()) {
    const TemporaryFolder folder;
    const auto target = folder.path() / ("a" + extension);
    write_whole_file(target, "the result of yesterday");
    const support::FileSizeLimit full_disk(20000);
    try {
      write_fields(target, sample.fields());
      ADD_FAILURE() << extension << " was written beyond the limit";
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr(target.string()));
      EXPECT_EQ(error.code(), ExitCode::internal_error);
    }
    EXPECT_EQ(support::file_bytes(target), "the result of yesterday");
    EXPECT_EQ(entries_in(folder), 1) << extension;
  }
}

}  // namespace
}  // namespace tessera
