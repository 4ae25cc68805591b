#pragma once

namespace tessera {

/// A place in the plane, metres.
struct Point {
  double x = 0;
  double y = 0;
  friend bool operator==(const Point&, const Point&) = default;
};

}  // namespace tessera
