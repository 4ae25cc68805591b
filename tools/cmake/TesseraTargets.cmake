# The interface target that every translation unit of the project links: language level, warnings,
# include root and the floating-point rules that keep the bits the same everywhere.
add_library(tessera_build_rules INTERFACE)
set(CMAKE_CXX_EXTENSIONS OFF)
target_compile_features(tessera_build_rules INTERFACE cxx_std_20)
target_include_directories(tessera_build_rules INTERFACE ${PROJECT_SOURCE_DIR})

set(tessera_float_flags -ffp-contract=off -fno-math-errno -fno-trapping-math)
set(tessera_warning_flags -Wall -Wextra -Werror -Wmissing-declarations -Wshadow -Wnon-virtual-dtor)
target_compile_options(tessera_build_rules INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:${tessera_float_flags}>
  $<$<COMPILE_LANGUAGE:CXX>:${tessera_warning_flags}>
  # GCC notes that passing 64-byte vectors by value depends on -march; they never cross a call here.
  $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-psabi>
  # GCC 12 warns wrongly about overlap when a literal stands before a std::string (GCC bug 105651).
  $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-restrict>
  $<$<COMPILE_LANGUAGE:CUDA>:--fmad=false -Xcompiler=-ffp-contract=off,-fno-math-errno,-fno-trapping-math,-Wall,-Wextra>
  $<$<COMPILE_LANGUAGE:CUDA>:-Werror=all-warnings>)

if(TESSERA_SANITIZE)
  target_compile_options(tessera_build_rules INTERFACE
    -fsanitize=${TESSERA_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(tessera_build_rules INTERFACE -fsanitize=${TESSERA_SANITIZE})
endif()
