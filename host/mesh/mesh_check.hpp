#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "host/mesh/quad8_mesh.hpp"

namespace tessera {

/// The first reason why `mesh` cannot be worked with, or nothing: no elements, coordinates or tags
/// of the wrong number, a node id out of range, a node twice in one element, a coordinate of a used
/// node that is not finite, a group that names nodes or elements that do not exist. The text names
/// source, element and tag, value and position.
std::optional<std::string> find_fault(const Quad8Mesh& mesh);

/// Throws InputError with the text of find_fault. All other functions below need a sound mesh.
void require_sound(const Quad8Mesh& mesh);

/// Turns clockwise elements around in place (corners 0 3 2 1, mid-sides 7 6 5 4) and returns how
/// many there were. An element is clockwise if both the area of its corner polygon and det J at its
/// centre are negative; where the two disagree it stays as it is, for require_positive_jacobians.
std::int64_t orient_counter_clockwise(Quad8Mesh& mesh);

/// The first element whose det J is not positive at one of the 3x3 Gauss points, with tag, point
/// and value, and how many such elements there are altogether; nothing if all are good.
std::optional<std::string> find_bad_jacobian(const Quad8Mesh& mesh);

/// Throws InputError with the text of find_bad_jacobian.
void require_positive_jacobians(const Quad8Mesh& mesh);

/// Puts the mid-side nodes of every element that require_positive_jacobians would refuse on the
/// middle of the straight chord, until no further element needs it, and returns how many elements
/// were straightened. Neighbours share these nodes and follow. An element whose corners are bad
/// stays bad.
std::int64_t straighten_mid_sides(Quad8Mesh& mesh);

/// min over the elements of (min det J / max |det J|), both over the 3x3 Gauss points and the four
/// corners: 1 for parallelograms, not positive for an element that is folded somewhere.
double min_scaled_jacobian(const Quad8Mesh& mesh);

/// What the Jacobians of a good mesh say about it.
struct MeshShape {
  double area = 0.0;
  double min_scaled_jacobian = 1.0;
};

/// mesh_area and min_scaled_jacobian in one pass over the elements, with the same bits. Throws what
/// require_positive_jacobians throws.
MeshShape require_good_shape(const Quad8Mesh& mesh);

/// The area of all elements in m^2, exact for the sides as they are (3x3 Gauss points).
double mesh_area(const Quad8Mesh& mesh);

}  // namespace tessera
