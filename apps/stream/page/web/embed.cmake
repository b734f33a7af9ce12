# Writes a C++ source that holds page.html with its style and scripts inside, and their hashes.
# Called as: cmake -DROOT=<this folder> -DOUTPUT=<file.cpp> -P embed.cmake

# sha256 of a text in base64, as Content-Security-Policy has it.
function(source_hash text result)
  string(SHA256 hex "${text}")
  string(APPEND hex "00")  # 33 bytes are 11 groups of four letters; the last letter stands for the byte added
  set(letters "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  set(base64 "")
  foreach(at RANGE 0 60 6)
    string(SUBSTRING ${hex} ${at} 6 group)
    foreach(shift 18 12 6 0)
      math(EXPR letter "(0x${group} >> ${shift}) & 63")
      string(SUBSTRING ${letters} ${letter} 1 letter)
      string(APPEND base64 ${letter})
    endforeach()
  endforeach()
  string(SUBSTRING ${base64} 0 43 base64)
  set(${result} "sha256-${base64}=" PARENT_SCOPE)
endfunction()

file(READ ${ROOT}/page.html page)
file(READ ${ROOT}/page.css style)
# Scripts see each other's functions; page.js, the last, starts them.
set(script "\n\"use strict\";\n(() => {\n")
foreach(name words history chart constellation tables antennas control connection page)
  file(READ ${ROOT}/${name}.js part)
  string(APPEND script "${part}")
endforeach()
string(APPEND script "})();\n")
source_hash("${style}" style_hash)
source_hash("${script}" script_hash)
string(REPLACE "<style></style>" "<style>${style}</style>" page "${page}")
string(REPLACE "<script></script>" "<script>${script}</script>" page "${page}")

set(body "// Made by apps/stream/page/web/embed.cmake from the files beside it.\n#include \"apps/stream/page/web_page.hpp\"\n\n")
string(APPEND body "namespace ohmimo::stream {\n\nstd::string_view web_page() {\n  return ")
# Compilers limit one literal to 64 kB.
string(LENGTH "${page}" length)
set(at 0)
while(at LESS length)
  string(SUBSTRING "${page}" ${at} 12000 piece)
  string(APPEND body "R\"~~~(${piece})~~~\"\n")
  math(EXPR at "${at} + 12000")
endwhile()
string(APPEND body ";\n}\n\nstd::string_view web_page_style_hash() {\n  return \"${style_hash}\";\n}\n")
string(APPEND body "\nstd::string_view web_page_script_hash() {\n  return \"${script_hash}\";\n}\n\n}  // namespace ohmimo::stream\n")
file(WRITE ${OUTPUT} "${body}")
