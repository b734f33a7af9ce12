# What `cmake --install` and `cpack` take: the program with its manual page and completions (component ohmimo), and the
# libraries below apps with their headers as a CMake package (component ohmimo-dev).
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# Made by the program whenever it is linked.
set(made ${PROJECT_BINARY_DIR}/made)
file(MAKE_DIRECTORY ${made})
add_custom_command(TARGET ohmimo POST_BUILD
  COMMAND ohmimo man > ${made}/ohmimo.1
  COMMAND ohmimo completion bash > ${made}/ohmimo
  COMMAND ohmimo completion zsh > ${made}/_ohmimo
  COMMAND ohmimo completion fish > ${made}/ohmimo.fish)

set(share ${CMAKE_INSTALL_DATADIR})
install(TARGETS ohmimo COMPONENT ohmimo)
install(FILES ${made}/ohmimo.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT ohmimo)
install(FILES ${made}/ohmimo DESTINATION ${share}/bash-completion/completions COMPONENT ohmimo)
foreach(folder site-functions vendor-completions)  # zsh looks into the first under /usr/local, Debian's under /usr into the other
  install(FILES ${made}/_ohmimo DESTINATION ${share}/zsh/${folder} COMPONENT ohmimo)
endforeach()
install(FILES ${made}/ohmimo.fish DESTINATION ${share}/fish/vendor_completions.d COMPONENT ohmimo)
install(FILES ${PROJECT_SOURCE_DIR}/README.md DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT ohmimo)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright COMPONENT ohmimo)

# ohmimo_rram becomes ohmimo::rram.
set(library_floors data phy channel_base channel_tr38901 channel ${hot_floors})
list(TRANSFORM library_floors REPLACE "^ohmimo_" "")
foreach(floor ${library_floors})
  set_target_properties(ohmimo_${floor} PROPERTIES EXPORT_NAME ${floor})
  install(TARGETS ohmimo_${floor} EXPORT ohmimo-targets COMPONENT ohmimo-dev)
endforeach()
set_target_properties(ohmimo_base PROPERTIES EXPORT_NAME base)
install(TARGETS ohmimo_base EXPORT ohmimo-targets COMPONENT ohmimo-dev)

file(GLOB_RECURSE headers RELATIVE ${PROJECT_SOURCE_DIR} CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/data/*.hpp
  ${PROJECT_SOURCE_DIR}/phy/*.hpp ${PROJECT_SOURCE_DIR}/channel/*.hpp ${PROJECT_SOURCE_DIR}/rram/*.hpp
  ${PROJECT_SOURCE_DIR}/detector/*.hpp)
foreach(header ${headers})
  cmake_path(GET header PARENT_PATH folder)
  install(FILES ${PROJECT_SOURCE_DIR}/${header} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/ohmimo/${folder} COMPONENT ohmimo-dev)
endforeach()

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/ohmimo)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/ohmimo-config.cmake.in ${made}/ohmimo-config.cmake
  INSTALL_DESTINATION ${package})
write_basic_package_version_file(${made}/ohmimo-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${made}/ohmimo-config.cmake ${made}/ohmimo-config-version.cmake DESTINATION ${package} COMPONENT ohmimo-dev)
install(EXPORT ohmimo-targets NAMESPACE ohmimo:: DESTINATION ${package} COMPONENT ohmimo-dev)

set(CPACK_PACKAGE_CONTACT "the authors of ohmimo")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "massive-MIMO detection testbench with a simulated analogue RRAM solver")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_OHMIMO_PACKAGE_NAME ohmimo)
set(CPACK_DEBIAN_OHMIMO_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_OHMIMO_PACKAGE_RECOMMENDS gnuplot-nox)
set(CPACK_DEBIAN_OHMIMO_PACKAGE_SUGGESTS ngspice)
set(CPACK_DEBIAN_OHMIMO-DEV_PACKAGE_NAME ohmimo-dev)
set(CPACK_DEBIAN_OHMIMO-DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_OHMIMO-DEV_PACKAGE_DEPENDS
  "libarmadillo-dev, libopenblas-pthread-dev, libliquid-dev, libfmt-dev, libtomlplusplus-dev")
include(CPack)
