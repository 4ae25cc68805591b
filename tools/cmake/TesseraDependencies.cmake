# Libraries from the distribution; tools/setup installs them on Debian and Ubuntu. For a machine
# without them and without a network, tools/fetch_dependencies makes a folder that is looked into
# first.
set(TESSERA_DEPENDENCIES "" CACHE PATH "Folder made by tools/fetch_dependencies")
if(TESSERA_DEPENDENCIES)
  if(NOT IS_DIRECTORY ${TESSERA_DEPENDENCIES}/usr/include)
    message(FATAL_ERROR "TESSERA_DEPENDENCIES=${TESSERA_DEPENDENCIES} was not made by tools/fetch_dependencies: it has no usr/include")
  endif()
  list(PREPEND CMAKE_PREFIX_PATH ${TESSERA_DEPENDENCIES}/usr)
  # The folder is laid out as Debian lays it out, whatever the system around it does.
  if(NOT CMAKE_LIBRARY_ARCHITECTURE)
    set(CMAKE_LIBRARY_ARCHITECTURE ${CMAKE_SYSTEM_PROCESSOR}-linux-gnu)
  endif()
endif()

find_package(Threads REQUIRED)
find_package(OpenMP REQUIRED COMPONENTS CXX)
find_package(ZLIB REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)

# Of toml++ only the headers take part. A folder that the compiler searches anyway stays off its
# command line, where it would change the order of the search.
find_path(TESSERA_TOMLPLUSPLUS_FOLDER toml++/toml.h REQUIRED)
set(tomlplusplus_INCLUDE_DIRS ${TESSERA_TOMLPLUSPLUS_FOLDER})
list(REMOVE_ITEM tomlplusplus_INCLUDE_DIRS ${CMAKE_CXX_IMPLICIT_INCLUDE_DIRECTORIES})

find_path(TESSERA_XXHASH_FOLDER xxhash.h REQUIRED)
find_library(TESSERA_XXHASH_LIBRARY xxhash REQUIRED)
add_library(xxhash::xxhash UNKNOWN IMPORTED)
set_target_properties(xxhash::xxhash PROPERTIES
  IMPORTED_LOCATION ${TESSERA_XXHASH_LIBRARY}
  INTERFACE_INCLUDE_DIRECTORIES ${TESSERA_XXHASH_FOLDER})

set(TESSERA_HAVE_HDF5 OFF)
if(NOT TESSERA_HDF5 STREQUAL "OFF")
  enable_language(C)
  find_package(HDF5 COMPONENTS C)
  if(HDF5_FOUND)
    set(TESSERA_HAVE_HDF5 ON)
  elseif(TESSERA_HDF5 STREQUAL "ON")
    message(FATAL_ERROR "TESSERA_HDF5=ON but the HDF5 C library was not found (Debian: libhdf5-dev)")
  endif()
endif()
if(NOT TESSERA_HAVE_HDF5)
  message(STATUS "tessera: no HDF5 in this build, .h5 files will be refused with a message")
endif()

if(TESSERA_TESTS)
  find_package(GTest REQUIRED)
endif()
if(TESSERA_BENCHMARKS)
  find_package(benchmark REQUIRED)
endif()
