#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "host/pipelines/multigrid.hpp"
#include "kernels/stages/preconditioned_search.hpp"
#include "kernels/stages/stiffness.hpp"

namespace tessera::support {

/// The multigrid levels of a problem on any executor that has them, applied to plain vectors.
template <class Exec>
class CycleArrays {
 public:
  CycleArrays(Exec& executor, const FlowProblem& problem)
      : executor_(executor),
        mesh_(discretise(executor, problem)),
        conductance_(allocate<double>(executor, conductance_count(mesh_.element_count()))),
        layout_(lay_out_elements(executor, mesh_.table())),
        multigrid_(make()) {}

  Multigrid<Exec>& multigrid() { return multigrid_; }
  [[nodiscard]] std::size_t unknowns() const {
    return static_cast<std::size_t>(mesh_.unknown_count);
  }

  /// One cycle.
  std::vector<float> apply(const std::vector<float>& residual) {
    put_residual(residual);
    multigrid_.cycle();
    return correction();
  }
  /// The right-hand side of the next cycle, [unknown], as a search hands it over.
  void put_residual(const std::vector<float>& residual) {
    auto r = put(std::vector<double>(residual.begin(), residual.end()));
    const auto ones = put(std::vector<double>(residual.size(), 1.0));
    CgState of_norm_one{};
    of_norm_one.r_r = 1.0;
    auto state = put(std::vector<CgState>{of_norm_one});
    CgVectors cg;
    cg.r = r.view();
    cg.state = state.view();
    narrow_residual(executor_, cg, PreconditionerScale{ones.view(), 1.0}, multigrid_.residual());
  }
  /// What the last cycle made of it.
  [[nodiscard]] std::vector<float> correction() {
    std::vector<float> values(unknowns());
    const View<const float> found = multigrid_.correction();
    download(executor_, View<const float>{found.data, mesh_.unknown_count}, std::span(values));
    return values;
  }

 private:
  template <class T>
  using Array = decltype(allocate<T>(std::declval<Exec&>(), 0));

  template <class Values>
  [[nodiscard]] auto put(const Values& values) {
    return upload(executor_, std::span(values));
  }
  Multigrid<Exec> make() {
    compute_conductance(executor_, mesh_.table(), conductance_.view());
    return Multigrid<Exec>(executor_, mesh_, layout_, conductance_.view());
  }

  Exec& executor_;
  FlowDiscretisation<Exec> mesh_;
  Array<double> conductance_;
  ElementLayout<Exec> layout_;
  Multigrid<Exec> multigrid_;
};

}  // namespace tessera::support
