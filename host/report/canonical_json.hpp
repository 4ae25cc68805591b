#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace tessera {

/// The one text of a JSON value after RFC 8785: no white space, members sorted by the UTF-16 units
/// of their names, numbers as ECMAScript prints them. Throws std::invalid_argument for what the RFC
/// does not know: NaN and infinity, and whole numbers that a double does not hold.
[[nodiscard]] std::string canonical_json(const nlohmann::json& value);

/// A number as ECMAScript prints it (ECMA-262, Number::toString): the shortest digits that read
/// back to the same bits. Throws std::invalid_argument for NaN and infinity.
[[nodiscard]] std::string canonical_number(double number);

}  // namespace tessera
