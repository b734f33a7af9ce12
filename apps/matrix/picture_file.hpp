// Grey pictures in files. The ending of the name tells the format: .png, .pgm (netpbm, P2 and P5).
#pragma once
#include <armadillo>
#include <filesystem>
#include <string>
#include <string_view>

namespace ohmimo::matrix {

inline constexpr double most_pixels = 4096.0 * 4096.0;

// [row][column] grey levels 0 to 255; colours become grey, what is transparent becomes white, finer levels are rounded
// (.png) or keep their fraction (.pgm). Throws std::invalid_argument naming file and rule for a file that is missing,
// damaged, in another format, or claims more pixels than it can hold.
arma::mat read_picture(const std::string& file);

// The same of bytes; name: for messages.
arma::mat parse_pgm(std::string_view bytes, const std::string& name);
arma::mat parse_png(std::string_view bytes, const std::string& name);

// Levels are rounded and cut off at 0 and 255. Writes a temporary file beside the target and renames it. Throws
// std::runtime_error naming the file.
void write_png(const arma::mat& grey, const std::filesystem::path& file);

}  // namespace ohmimo::matrix
