# The stages of all workloads. A stage has files of one name in every room, or the configure stops
# and names what is missing.
set(TESSERA_STAGES
  aggregate_level
  boundary
  element_level
  element_operator
  equilibration
  grid_cycle
  grid_level
  hex_diffusion
  krylov
  level_transfer
  path_simulation
  preconditioned_search
  recovery
  sliced_matrix
  source_load
  sparsity_pattern
  stiffness
  triplets)

# Stages without a CUDA half: they lay out the mesh, on the host for both paths (see
# host/pipelines/host_team.hpp).
set(TESSERA_CPU_ONLY_STAGES
  element_areas
  element_sweep
  item_groups
  key_order)

foreach(stage ${TESSERA_CPU_ONLY_STAGES})
  foreach(file kernels/stages/${stage}.hpp cpu_fallback/${stage}.cpp
               tests/cpu_fallback/${stage}_test.cpp)
    if(NOT EXISTS ${PROJECT_SOURCE_DIR}/${file})
      message(FATAL_ERROR "stage '${stage}' is incomplete: ${file} is missing")
    endif()
  endforeach()
  if(EXISTS ${PROJECT_SOURCE_DIR}/kernels/${stage}.cu)
    message(FATAL_ERROR "stage '${stage}' has a CUDA half: it belongs to TESSERA_STAGES")
  endif()
endforeach()

foreach(stage ${TESSERA_STAGES})
  foreach(file kernels/stages/${stage}.hpp kernels/${stage}.cu cpu_fallback/${stage}.cpp
               tests/cpu_fallback/${stage}_test.cpp tests/equivalence/${stage}_test.cpp)
    if(NOT EXISTS ${PROJECT_SOURCE_DIR}/${file})
      message(FATAL_ERROR "stage '${stage}' is incomplete: ${file} is missing")
    endif()
  endforeach()
endforeach()
