#include "host/pipelines/lumped_ground.hpp"

namespace tessera {

RowValues ground_of_rows(const RobinEntries& robin, double factor) {
  RowValues ground;
  for (std::size_t entry = 0; entry < robin.rows.size(); ++entry) {
    if (ground.rows.empty() || ground.rows.back() != robin.rows[entry]) {
      ground.rows.push_back(robin.rows[entry]);
      ground.values.push_back(0.0);
    }
    ground.values.back() += factor * std::fabs(robin.values[entry]);
  }
  return ground;
}

RowValues ground_of_corners(const RowValues& ground, const std::vector<std::int32_t>& parents,
                            std::int64_t corner_rows) {
  std::map<std::int32_t, double> corners;
  for (std::size_t item = 0; item < ground.rows.size(); ++item) {
    corners[parents[2 * item]] += 0.5 * ground.values[item];
    corners[parents[2 * item + 1]] += 0.5 * ground.values[item];
  }
  // The entry behind the corners stands for known potentials.
  corners.erase(static_cast<std::int32_t>(corner_rows));
  RowValues result;
  for (const auto& [corner, value] : corners) {
    result.rows.push_back(corner);
    result.values.push_back(value);
  }
  return result;
}

}  // namespace tessera
