#pragma once

#include <gmock/gmock.h>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "host/errors.hpp"
#include "host/io/msh_reader.hpp"
#include "tests/support/small_msh.hpp"

namespace tessera::support {

/// One edit of a good file, and what the message about it must say.
struct BadEdit {
  const char* name;
  std::string_view text;
  std::string_view from;
  std::string_view to;
  std::vector<std::string> message_parts;
};

inline void PrintTo(const BadEdit& edit, std::ostream* stream) { *stream << edit.name; }

inline std::string name_of_edit(const ::testing::TestParamInfo<BadEdit>& info) {
  return info.param.name;
}

inline void expect_refused(const BadEdit& edit) {
  const std::string text = replaced(edit.text, edit.from, edit.to);
  try {
    parse_msh(text, "bad.msh");
    FAIL() << "was read";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), ::testing::StartsWith("bad.msh: "));
    for (const std::string& part : edit.message_parts) {
      EXPECT_THAT(error.what(), ::testing::HasSubstr(part));
    }
  }
}

}  // namespace tessera::support
