#include "host/mesh/generate/shapes.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "host/errors.hpp"
#include "host/suggestion.hpp"

namespace tessera {
namespace {

Blocking venturi() {
  enum : std::size_t { kLeg, kThroat, kHeight };
  return {
      .vertices = {{0, 0}, {0.5, 0}, {2.5, 0}, {3, 0}, {0, 1}, {0.5, 1}, {2.5, 1}, {3, 1}},
      .spans = {{0.5}, {2}, {0.8}},
      .blocks = {{{0, 1, 5, 4}, kLeg, kHeight},
                 {{1, 2, 6, 5}, kThroat, kHeight},
                 {{2, 3, 7, 6}, kLeg, kHeight}},
      .sides = {{0, 4, Line{}, kInlet},
                {3, 7, Line{}, kOutlet},
                {1, 2, Bell{0.25}, kWall},
                {5, 6, Bell{-0.25}, kWall}},
  };
}

Blocking t_junction() {
  enum : std::size_t { kLeg, kMouth, kHeight, kStem };
  return {
      .vertices = {{0, 0},
                   {1.25, 0},
                   {1.75, 0},
                   {3, 0},
                   {0, 0.5},
                   {1.25, 0.5},
                   {1.75, 0.5},
                   {3, 0.5},
                   {1.25, 1.5},
                   {1.75, 1.5}},
      .spans = {{1.25}, {0.5}, {0.5}, {1}},
      .blocks = {{{0, 1, 5, 4}, kLeg, kHeight},
                 {{1, 2, 6, 5}, kMouth, kHeight},
                 {{2, 3, 7, 6}, kLeg, kHeight},
                 {{5, 6, 9, 8}, kMouth, kStem}},
      .sides = {{0, 4, Line{}, kInlet}, {3, 7, Line{}, kOutlet}, {8, 9, Line{}, kBranch}},
  };
}

// The angle of both arcs has cosine 0.6 and sine 0.8, so that all vertices are short decimals.
Blocking s_bend() {
  enum : std::size_t { kLeg, kArc, kWidth };
  const Arc rising{{0.5, 1.55}};
  const Arc levelling{{2.5, 0.05}};
  return {
      .vertices = {{0, 0},
                   {0.5, 0},
                   {1.74, 0.62},
                   {2.5, 1},
                   {3, 1},
                   {0, 0.6},
                   {0.5, 0.6},
                   {1.26, 0.98},
                   {2.5, 1.6},
                   {3, 1.6}},
      .spans = {{0.5}, {1.16}, {0.6}},
      .blocks = {{{0, 1, 6, 5}, kLeg, kWidth},
                 {{1, 2, 7, 6}, kArc, kWidth},
                 {{2, 3, 8, 7}, kArc, kWidth},
                 {{3, 4, 9, 8}, kLeg, kWidth}},
      .sides = {{0, 5, Line{}, kInlet},
                {4, 9, Line{}, kOutlet},
                {1, 2, rising, kWall},
                {6, 7, rising, kWall},
                {2, 3, levelling, kWall},
                {7, 8, levelling, kWall}},
  };
}

Blocking elbow() {
  enum : std::size_t { kLeg, kArc, kWidth };
  const Arc turn{{1.5, 1}};
  return {
      .vertices = {{0, 0}, {1, 0}, {1, 1}, {0, 1}, {1.5, 1.5}, {1.5, 2.5}, {2.5, 1.5}, {2.5, 2.5}},
      .spans = {{1}, {1.57}, {1}},
      .blocks = {{{0, 1, 2, 3}, kWidth, kLeg},
                 {{3, 2, 4, 5}, kWidth, kArc},
                 {{5, 4, 6, 7}, kWidth, kLeg}},
      .sides = {{0, 1, Line{}, kInlet},
                {6, 7, Line{}, kOutlet},
                {2, 4, turn, kWall},
                {3, 5, turn, kWall}},
  };
}

Blocking backward_step() {
  enum : std::size_t { kLead, kRun, kStep };
  return {
      .vertices = {{0, 0.5}, {1, 0.5}, {1, 1}, {0, 1}, {3, 0.5}, {3, 1}, {1, 0}, {3, 0}},
      .spans = {{1}, {2}, {0.5}},
      .blocks = {{{0, 1, 2, 3}, kLead, kStep},
                 {{1, 4, 5, 2}, kRun, kStep},
                 {{6, 7, 4, 1}, kRun, kStep}},
      .sides = {{0, 3, Line{}, kInlet}, {7, 4, Line{}, kOutlet}, {4, 5, Line{}, kOutlet}},
  };
}

// Vertices: outer wall below, centre line, inner walls of the lower and upper branch, outer wall
// above. The crotch is the vertex 7.
Blocking y_tube() {
  enum : std::size_t { kTrunk, kFork, kSpread, kBranchLength, kHalf };
  return {
      .vertices = {{0, 0.3},
                   {0.75, 0.3},
                   {1.5, 0.15},
                   {2.25, 0},
                   {3, 0},
                   {0, 0.6},
                   {0.75, 0.6},
                   {1.5, 0.6},
                   {2.25, 0.4},
                   {3, 0.4},
                   {2.25, 0.8},
                   {3, 0.8},
                   {0, 0.9},
                   {0.75, 0.9},
                   {1.5, 1.05},
                   {2.25, 1.2},
                   {3, 1.2}},
      .spans = {{0.75}, {0.75}, {0.8}, {0.75}, {0.38}},
      .blocks = {{{0, 1, 6, 5}, kTrunk, kHalf},
                 {{5, 6, 13, 12}, kTrunk, kHalf},
                 {{1, 2, 7, 6}, kFork, kHalf},
                 {{6, 7, 14, 13}, kFork, kHalf},
                 {{2, 3, 8, 7}, kSpread, kHalf},
                 {{3, 4, 9, 8}, kBranchLength, kHalf},
                 {{7, 10, 15, 14}, kSpread, kHalf},
                 {{10, 11, 16, 15}, kBranchLength, kHalf}},
      .sides = {{0, 5, Line{}, kInlet},
                {5, 12, Line{}, kInlet},
                {4, 9, Line{}, kOutlet},
                {11, 16, Line{}, kOutlet},
                {1, 2, Cubic{0, -0.4}, kWall},
                {2, 3, Cubic{-0.4, 0}, kWall},
                {7, 8, Cubic{-0.6, 0}, kWall},
                {7, 10, Cubic{0.6, 0}, kWall},
                {13, 14, Cubic{0, 0.4}, kWall},
                {14, 15, Cubic{0.4, 0}, kWall}},
  };
}

Blocking channel() {
  enum : std::size_t { kLength, kHeight };
  return {
      .vertices = {{0, 0}, {3, 0}, {3, 1}, {0, 1}},
      .spans = {{3}, {1}},
      .blocks = {{{0, 1, 2, 3}, kLength, kHeight}},
      .sides = {{0, 3, Line{}, kInlet}, {1, 2, Line{}, kOutlet}},
  };
}

// Three blocks lie around the half circle like an O and fill the square-cornered box 2 x 1; their
// radial sides grow outwards as the circle opens to the box.
Blocking cylinder() {
  enum : std::size_t { kLeg, kSide, kTop, kRadius };
  const Arc circle{{1.5, 0}};
  constexpr double kDiagonal = 0.17677669529663687;  // 0.25 / sqrt(2)
  return {
      .vertices = {{0, 0},
                   {0.5, 0},
                   {1.25, 0},
                   {1.5 - kDiagonal, kDiagonal},
                   {1.5 + kDiagonal, kDiagonal},
                   {1.75, 0},
                   {2.5, 0},
                   {3, 0},
                   {3, 1},
                   {2.5, 1},
                   {0.5, 1},
                   {0, 1}},
      .spans = {{0.3}, {0.6}, {1.2}, {1, 4, 3}},
      .blocks = {{{0, 1, 10, 11}, kLeg, kSide},
                 {{2, 3, 10, 1}, kSide, kRadius},
                 {{3, 4, 9, 10}, kTop, kRadius},
                 {{4, 5, 6, 9}, kSide, kRadius},
                 {{6, 7, 8, 9}, kLeg, kSide}},
      .sides = {{0, 11, Line{}, kInlet},
                {7, 8, Line{}, kOutlet},
                {2, 3, circle, kWall},
                {3, 4, circle, kWall},
                {4, 5, circle, kWall}},
  };
}

}  // namespace

Shape shape_of(std::string_view name) {
  std::vector<std::string> names;
  for (const NamedShape& shape : kShapes) {
    if (shape.name == name) return shape.shape;
    names.emplace_back(shape.name);
  }
  throw UsageError("there is no shape '" + std::string(name) + "'" + suggestion(name, names));
}

std::string_view name_of(Shape shape) {
  return std::find_if(kShapes.begin(), kShapes.end(),
                      [&](const NamedShape& named) { return named.shape == shape; })
      ->name;
}

Blocking blocking_of(Shape shape) {
  switch (shape) {
    case Shape::venturi:
      return venturi();
    case Shape::t_junction:
      return t_junction();
    case Shape::s_bend:
      return s_bend();
    case Shape::elbow:
      return elbow();
    case Shape::backward_step:
      return backward_step();
    case Shape::y_tube:
      return y_tube();
    case Shape::channel:
      return channel();
    case Shape::cylinder:
      return cylinder();
  }
  throw UsageError("no such shape");
}

}  // namespace tessera
