#include "kernels/cuda/item_loops.cuh"
#include "kernels/stages/layout_bodies.hpp"

// The loops of numbering and layouts: a kernel per body, two per fold.

namespace tessera::gpu {

#define TESSERA_INSTANTIATE_LOOP(...) \
  template void for_items(Executor&, std::int64_t, const __VA_ARGS__&);
TESSERA_FOR_ITEM_BODIES(TESSERA_INSTANTIATE_LOOP)
#undef TESSERA_INSTANTIATE_LOOP

#define TESSERA_INSTANTIATE_FOLD(Fold) \
  template Fold::Value fold_items(Executor&, std::int64_t, const Fold&);
TESSERA_FOR_ITEM_FOLDS(TESSERA_INSTANTIATE_FOLD)
#undef TESSERA_INSTANTIATE_FOLD

}  // namespace tessera::gpu
