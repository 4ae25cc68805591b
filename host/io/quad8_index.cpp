#include "host/io/quad8_index.hpp"

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>

namespace tessera {
namespace {

constexpr ElementId kFree = -1;
constexpr std::size_t kFirstSize = 1024;

std::size_t hash_of(const Quad8& nodes) {
  // Two opposite corners tell elements apart in any sensible mesh; all others only cost time.
  constexpr std::uint64_t kOddMixer = 0x9E3779B97F4A7C15u;  // 2^64 / golden ratio
  const std::uint64_t corners =
      (static_cast<std::uint64_t>(nodes[0]) << 32) ^ static_cast<std::uint64_t>(nodes[2]);
  const std::uint64_t mixed = corners * kOddMixer;
  return static_cast<std::size_t>(mixed ^ (mixed >> 32));
}

}  // namespace

std::size_t Quad8Index::slot_of(const std::vector<Quad8>& quads, ElementId element) const {
  const Quad8& nodes = quads[static_cast<std::size_t>(element)];
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = hash_of(nodes) & mask;
  while (slots_[slot] != kFree && quads[static_cast<std::size_t>(slots_[slot])] != nodes) {
    slot = (slot + 1) & mask;
  }
  return slot;
}

void Quad8Index::grow(const std::vector<Quad8>& quads) {
  const std::vector<ElementId> old = std::move(slots_);
  slots_.assign(old.empty() ? kFirstSize : old.size() * 2, kFree);
  for (const ElementId element : old) {
    if (element != kFree) slots_[slot_of(quads, element)] = element;
  }
}

ElementId Quad8Index::find_or_insert(const std::vector<Quad8>& quads) {
  if (quads.size() * 2 > slots_.size()) grow(quads);
  const auto newest = static_cast<ElementId>(quads.size() - 1);
  ElementId& entry = slots_[slot_of(quads, newest)];
  if (entry == kFree) entry = newest;
  return entry;
}

std::optional<Edge3> repeated_edge(std::vector<Edge3> edges) {
  std::sort(edges.begin(), edges.end());
  const auto twin = std::adjacent_find(edges.begin(), edges.end());
  return twin == edges.end() ? std::nullopt : std::optional(*twin);
}

void drop_repeated_edges(std::vector<Edge3>& edges) {
  if (!repeated_edge(edges)) return;
  std::set<Edge3> seen;
  std::erase_if(edges, [&](const Edge3& edge) { return !seen.insert(edge).second; });
}

}  // namespace tessera
