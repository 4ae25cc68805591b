# cmake --install BUILD --prefix DIR, and packages: cpack --config BUILD/CPackConfig.cmake -G TGZ|DEB.
include(GNUInstallDirs)

# The man page is what the program says about itself.
set(TESSERA_MAN_PAGE ${PROJECT_BINARY_DIR}/tessera.1)
add_custom_command(OUTPUT ${TESSERA_MAN_PAGE}
  COMMAND ${PROJECT_SOURCE_DIR}/tools/install/manual $<TARGET_FILE:tessera> > ${TESSERA_MAN_PAGE}
  DEPENDS tessera ${PROJECT_SOURCE_DIR}/tools/install/manual
  VERBATIM)
add_custom_target(tessera_man_page ALL DEPENDS ${TESSERA_MAN_PAGE})

install(TARGETS tessera)
install(FILES ${TESSERA_MAN_PAGE} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES tools/install/tessera.bash RENAME tessera
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES LICENSE README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/docs)
install(DIRECTORY data/meshes data/cases DESTINATION ${CMAKE_INSTALL_DATADIR}/tessera)
install(FILES data/README.md DESTINATION ${CMAKE_INSTALL_DATADIR}/tessera)

set(CPACK_PACKAGE_NAME tessera)
if(TESSERA_HAVE_CUDA)
  set(CPACK_PACKAGE_NAME tessera-cuda)
endif()
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY ${PROJECT_DESCRIPTION})
set(CPACK_PACKAGE_CONTACT "the developers of Tessera")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_STRIP_FILES ON)
set(CPACK_GENERATOR TGZ DEB)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
# The libraries that the binary is linked with; where dpkg-shlibdeps is missing they are not listed.
find_program(TESSERA_SHLIBDEPS dpkg-shlibdeps)
mark_as_advanced(TESSERA_SHLIBDEPS)
if(TESSERA_SHLIBDEPS)
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
endif()
include(CPack)
