#pragma once

#include <string>

namespace tessera {

/// The shortest decimal that reads back to the same double.
std::string number_text(double value);

/// "(x, y)" for messages.
std::string point_text(double x, double y);

}  // namespace tessera
