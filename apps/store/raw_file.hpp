// What a file of channels holds, before anything is known of its axes: arrays as the program that wrote it shows them,
// and words beside them.
#pragma once
#include <array>
#include <complex>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ohmimo::store {

// [axis] from the first that the program names: H.shape of numpy, size(H) of MATLAB.
using Shape = std::vector<std::uint64_t>;

// A variable of a file, without its numbers.
struct Listed {
  std::string name;
  Shape shape = {};
  bool is_numeric = true, is_complex = false;
  std::string stored_at = {};  // in HDF5: path of the dataset
  bool is_marked = false;      // MATLAB or Octave: the first axis runs fastest
};

struct RawArray {
  std::string name;
  Shape shape;
  bool first_fastest = false;  // in memory
  bool is_complex = false;
  std::vector<std::complex<float>> values = {};  // of H and paths
  std::vector<double> reals = {};                // of delays, in place of values
};

// What its arrays are. grid: H. sionna: a and tau. quadriga: channel_00001_Coeffs and _Delays, one pair a link.
enum class Content { grid, sionna, quadriga };

enum class Order { numpy, matlab };  // whose habits the axes follow where nothing says what they are

struct RawFile {
  Content content = Content::grid;
  Order order = Order::numpy;
  std::vector<RawArray> arrays = {};              // in pairs of gains and delays where there are paths
  std::map<std::string, std::string> words = {};  // scs_hz, carrier_hz, axes, normalisation, source, seed, config_hash
};

struct Choice {
  Content content = Content::grid;
  std::vector<const Listed*> arrays;

  bool is_delays(std::size_t k) const { return content != Content::grid && k % 2 == 1; }
};

// Which variables of a file to read; name: of one, empty = by their names, or the only one. Throws
// std::invalid_argument naming the file.
Choice choose_arrays(const std::string& file, const std::vector<Listed>& all, const std::string& name);

// Variables of MATLAB files beside H: the word that each stands for.
struct WordVariable {
  std::string_view name, word;
  bool is_text;
  double factor = 1.0;
};
inline constexpr std::array<WordVariable, 7> word_variables = {{{"dims", "axes", true},
                                                                {"SubcarrierSpacing", "scs_hz", false, 1e3},
                                                                {"CarrierFrequency", "carrier_hz", false},
                                                                {"Normalisation", "normalisation", true},
                                                                {"Source", "source", true},
                                                                {"Seed", "seed", true},
                                                                {"ConfigHash", "config_hash", true}}};
inline constexpr std::size_t longest_word = 256;

// What the numbers of such a variable say: a text if they are its characters.
std::string word_of(const WordVariable& variable, const std::vector<double>& numbers);
const WordVariable* word_variable(std::string_view name);  // null if it is none

std::string shape_text(const Shape& shape);  // 14 x 612 x 64 x 8

// Numbers in it. Throws std::invalid_argument, beginning with place, for an axis of no length or more than
// most_megabytes of them: before memory is taken.
std::uint64_t number_count(const std::string& place, const Shape& shape);
inline constexpr double most_megabytes = 2000.0;  // of complex numbers in single precision

}  // namespace ohmimo::store
