#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tessera {

/// What a user says about one named boundary; `where` (file and line) stands in messages.
struct BoundaryRule {
  enum class Type { flux, potential, robin };

  std::string name;
  Type type = Type::flux;
  double value = 0.0;
  double coefficient = 0.0;
  std::string where;
};

/// A value for one named region.
struct RegionRule {
  std::string name;
  double value = 0.0;
  std::string where;
};

/// The physics of a case before it meets a mesh: names, not nodes.
struct FlowCase {
  std::vector<BoundaryRule> boundaries;  // empty: the inlet and outlet convention
  std::vector<RegionRule> conductivities;
  std::vector<RegionRule> sources;
  double inflow = 2.5;                      // m/s, at the inlet of the convention
  double density = 1.225;                   // kg/m^3
  double reference_pressure = 101328.8281;  // Pa
};

}  // namespace tessera
