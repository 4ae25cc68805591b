#include "host/report/picture_layout.hpp"

#include <algorithm>
#include <cmath>

namespace tessera {
namespace {

constexpr int kSmallestWidth = 640;
constexpr int kMargin = 48;
constexpr int kTitleHeight = 72;
constexpr int kBarGap = 44;
constexpr int kBarWidth = 26;
constexpr int kLabelWidth = 124;
constexpr int kSmallestBar = 240;
// The outline is drawn half outside the mesh.
constexpr int kOutlineRoom = 2;

/// Around the nodes of the elements: unused nodes may lie anywhere.
PlaneBox box_of(const Quad8Mesh& mesh) {
  if (mesh.quad8.empty()) return {};
  const auto first = static_cast<std::size_t>(mesh.quad8.front().front());
  PlaneBox box{mesh.x[first], mesh.x[first], mesh.y[first], mesh.y[first]};
  for (const Quad8& nodes : mesh.quad8) {
    for (const NodeId id : nodes) {
      const auto node = static_cast<std::size_t>(id);
      box.x_min = std::min(box.x_min, mesh.x[node]);
      box.x_max = std::max(box.x_max, mesh.x[node]);
      box.y_min = std::min(box.y_min, mesh.y[node]);
      box.y_max = std::max(box.y_max, mesh.y[node]);
    }
  }
  return box;
}

}  // namespace

PictureLayout lay_out_picture(const Quad8Mesh& mesh, int width) {
  return lay_out_picture(box_of(mesh), width);
}

PictureLayout lay_out_picture(const PlaneBox& box, int width) {
  PictureLayout layout;
  layout.width = std::max(width, kSmallestWidth);
  const int room = layout.width - 2 * kMargin - kBarGap - kBarWidth - kLabelWidth;
  const int tallest = layout.width;

  const double across = (room - 2 * kOutlineRoom) / std::max(box.width(), 1e-300);
  const double down = (tallest - 2 * kOutlineRoom) / std::max(box.height(), 1e-300);
  const double scale = std::min(across, down);
  const int drawn_width = static_cast<int>(std::ceil(box.width() * scale)) + 2 * kOutlineRoom;
  const int drawn_height = static_cast<int>(std::ceil(box.height() * scale)) + 2 * kOutlineRoom;

  const int body_top = kMargin + kTitleHeight;
  const int body_height = std::max(drawn_height, kSmallestBar);
  layout.height = body_top + body_height + kMargin;
  layout.plot = {kMargin + (room - drawn_width) / 2, body_top + (body_height - drawn_height) / 2,
                 drawn_width, drawn_height};
  layout.view = {box.x_min - kOutlineRoom / scale, box.y_max + kOutlineRoom / scale, scale};
  layout.colour_bar = {kMargin + room + kBarGap, body_top, kBarWidth, body_height};
  layout.title_baseline = {kMargin, kMargin + 21};
  layout.subtitle_baseline = {kMargin, kMargin + 48};
  layout.unit_baseline = {static_cast<double>(layout.colour_bar.left), body_top - 18.0};
  return layout;
}

}  // namespace tessera
