#pragma once

#include "kernels/stages/coarse_level_bodies.hpp"
#include "kernels/stages/element_layout_bodies.hpp"
#include "kernels/stages/grid_layout_bodies.hpp"
#include "kernels/stages/ground_bodies.hpp"
#include "kernels/stages/numbering_bodies.hpp"

// Every body that numbering and layouts loop with, for who has to instantiate the loops:
// `loop(Body)` for those of ForItems, `loop(Fold)` for those of FoldItems.

// clang-format off
#define TESSERA_FOR_ITEM_BODIES(loop)                  \
  loop(FillValues<double>)                             \
  loop(FillValues<std::int32_t>)                       \
  loop(CopyValues<std::int32_t>)                       \
  loop(GatherValues<double>)                           \
  loop(GatherValues<std::int32_t>)                     \
  loop(ScatterValues<double>)                          \
  loop(ScatterValues<float>)                           \
  loop(InvertOrder)                                    \
  loop(MarkUsed)                                       \
  loop(MarkKnown)                                      \
  loop(KeyElements)                                    \
  loop(RenumberElements)                               \
  loop(FlagCorners)                                    \
  loop(NumberCorners)                                  \
  loop(TransposeNodes<kQuad8Nodes>)                    \
  loop(TransposeNodes<kQuad4Nodes>)                    \
  loop(MeasureSlices<IncidentPlaces<kQuad8Nodes>>)     \
  loop(MeasureSlices<IncidentPlaces<kQuad4Nodes>>)     \
  loop(MeasureSlices<ChildrenOfCorners>)               \
  loop(FillIndexSlices<IncidentPlaces<kQuad8Nodes>>)   \
  loop(FillIndexSlices<IncidentPlaces<kQuad4Nodes>>)   \
  loop(FillIndexSlices<ChildrenOfCorners>)             \
  loop(FindParents)                                    \
  loop(RowsOfCorners)                                  \
  loop(ParentsOfRows)                                  \
  loop(ElementsAtCorners)                              \
  loop(PlaceCorners)                                   \
  loop(FindWindows)                                    \
  loop(FindSquares)                                    \
  loop(WeighRows)

#define TESSERA_FOR_ITEM_FOLDS(loop) \
  loop(KeyNodes)                     \
  loop(FirstCrowded)                 \
  loop(RangeOfValues)                \
  loop(StretchedElements)            \
  loop(NodesOfJumps)                 \
  loop(BoxOfNodes)                   \
  loop(MeasureCorners)               \
  loop(FirstNegative)
// clang-format on
