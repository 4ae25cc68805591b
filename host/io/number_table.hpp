#pragma once

#include <filesystem>
#include <vector>

namespace tessera {

/// The numbers of one line of a text file.
struct NumberRow {
  int line = 0;  // from 1 on
  std::vector<double> values;
};

/// Reads numbers that stand in lines, with blanks, commas or semicolons between them. Lines without
/// numbers are left out, and so is what follows a #. Throws InputError that names file, line and
/// entry for anything that is no finite number, and for a file that cannot be read.
[[nodiscard]] std::vector<NumberRow> read_number_table(const std::filesystem::path& file);

}  // namespace tessera
