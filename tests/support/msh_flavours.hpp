#pragma once

#include <gtest/gtest.h>
#include <ostream>
#include <string>

#include "host/io/msh_writer.hpp"

namespace tessera {

/// "V41Binary": how tests name a flavour.
inline std::string flavour_name(MshFormat format) {
  return std::string(format.version == MshVersion::v22 ? "V22" : "V41") +
         (format.binary ? "Binary" : "Ascii");
}

inline void PrintTo(const MshFormat& format, std::ostream* stream) {
  *stream << flavour_name(format);
}

namespace support {

inline auto every_msh_flavour() {
  return ::testing::Values(MshFormat{MshVersion::v22, false}, MshFormat{MshVersion::v22, true},
                           MshFormat{MshVersion::v41, false}, MshFormat{MshVersion::v41, true});
}

inline std::string name_of_flavour(const ::testing::TestParamInfo<MshFormat>& info) {
  return flavour_name(info.param);
}

}  // namespace support
}  // namespace tessera
