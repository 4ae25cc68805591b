#include <gmock/gmock.h>

#include "host/errors.hpp"
#include "host/io/hdf5_mesh.hpp"

// This binary holds the functions that stand in for HDF5 where the library is missing.

namespace tessera {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(Hdf5NotBuilt, SaysSoAndWhatToDo) {
  const auto message = AllOf(HasSubstr("'mesh.h5'"), HasSubstr("built without HDF5"),
                             HasSubstr(".msh"), HasSubstr("libhdf5-dev"));
  EXPECT_THAT([] { read_hdf5_mesh("mesh.h5"); }, ThrowsMessage<InputError>(message));
  EXPECT_THAT([] { parse_hdf5_mesh("", "mesh.h5"); }, ThrowsMessage<InputError>(message));
  EXPECT_THAT([] { write_hdf5_mesh("mesh.h5", {}); }, ThrowsMessage<InputError>(message));
}

}  // namespace
}  // namespace tessera
