// Style and script of the report page.
#pragma once
#include <string_view>

namespace ohmimo::sweep {

extern const std::string_view report_style;
extern const std::string_view report_script;  // a click on a heading sorts the table by that column, numbers as numbers

}  // namespace ohmimo::sweep
