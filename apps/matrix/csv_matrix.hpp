// A matrix as CSV: one row a line, values separated by commas, semicolons, tabs or blanks, as the first row has it; a
// complex number as 1.5-2j (or i; brackets around it, as numpy.savetxt writes them, are allowed). Blank lines, and
// lines that begin with #, hold no row. A row of names above the first is left out and noted. Decimal commas are
// refused.
#pragma once
#include <string>
#include <string_view>

#include "apps/matrix/file_matrix.hpp"

namespace ohmimo::matrix {

// Throws std::invalid_argument naming file, line, rule and the separator tried.
FileMatrix parse_csv(std::string_view text, const std::string& file);
std::string format_csv(const FileMatrix& matrix, char separator = ',');

// The shortest digits that read back the same, as 1.5-2j.
std::string format_complex(const arma::cx_double& value);

}  // namespace ohmimo::matrix
