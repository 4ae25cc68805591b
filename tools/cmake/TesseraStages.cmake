# The stages of all workloads. A stage has files of one name in every room, or the configure stops
# and names what is missing.
set(TESSERA_STAGES
  boundary
  equilibration
  hex_diffusion
  krylov
  path_simulation
  recovery
  sliced_matrix
  source_load
  sparsity_pattern
  stiffness
  triplets)

foreach(stage ${TESSERA_STAGES})
  foreach(file kernels/stages/${stage}.hpp kernels/${stage}.cu cpu_fallback/${stage}.cpp
               tests/cpu_fallback/${stage}_test.cpp tests/equivalence/${stage}_test.cpp)
    if(NOT EXISTS ${PROJECT_SOURCE_DIR}/${file})
      message(FATAL_ERROR "stage '${stage}' is incomplete: ${file} is missing")
    endif()
  endforeach()
endforeach()
