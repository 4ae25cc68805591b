#pragma once

#include "host/pipelines/exec_array.hpp"
#include "kernels/stages/element_table.hpp"

namespace tessera {

/// The mesh of an executor where the host can read it: where it is, or a copy.
template <class Exec>
class ReadTable {
 public:
  ReadTable(Exec& executor, const ElementTable& mesh)
      : x_(executor, mesh.x),
        y_(executor, mesh.y),
        nodes_(executor, mesh.nodes),
        conductivity_(executor, mesh.conductivity),
        incidence_offsets_(executor, mesh.incidence_offsets),
        incidences_(executor, mesh.incidences),
        unknown_count_(mesh.unknown_count) {}

  [[nodiscard]] ElementTable view() const {
    return {x_.view(),
            y_.view(),
            nodes_.view(),
            conductivity_.view(),
            incidence_offsets_.view(),
            incidences_.view(),
            unknown_count_};
  }

 private:
  ReadValues<Exec, double> x_, y_;
  ReadValues<Exec, std::int32_t> nodes_;
  ReadValues<Exec, double> conductivity_;
  ReadValues<Exec, std::int32_t> incidence_offsets_, incidences_;
  std::int64_t unknown_count_;
};

}  // namespace tessera
