// How programs lay out matrices in HDF5 files, and by which marks their files are known.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "apps/matrix/hdf5_handle.hpp"
#include "apps/matrix/variable_kind.hpp"

namespace ohmimo::matrix {

enum class MarkPlace { dataset, group, nowhere };

struct Hdf5Layout {
  std::string_view programs;
  std::string_view mark;  // name of an attribute ...
  MarkPlace place;        // ... of the dataset itself, or of the group that holds the numbers as `value`
  bool reversed;          // dimensions are [column][row]
  std::string_view
      empty_mark;         // attribute of a dataset that holds its dimensions, one of which is 0, in place of numbers
  std::string_view noun;  // what its files call a matrix
};

// A file without a mark says nothing of its order: h5py, Sionna, Aerial and this program write [row][column];
// Armadillo, Julia, R and h5write of MATLAB [column][row].
inline constexpr std::array<Hdf5Layout, 3> hdf5_layouts = {{
    {"MATLAB -v7.3, libmatio", "MATLAB_class", MarkPlace::dataset, true, "MATLAB_empty", "variable"},
    {"Octave -hdf5", "OCTAVE_NEW_FORMAT", MarkPlace::group, true, "OCTAVE_EMPTY_MATRIX", "variable"},
    {"others", "", MarkPlace::nowhere, false, "", "dataset"},
}};

// What stands at a path of a file.
struct Hdf5Variable {
  std::string name;  // for people
  std::string path;  // of the dataset with its numbers
  const Hdf5Layout* layout = &hdf5_layouts.back();
  VariableKind kind = {};
  std::vector<std::uint64_t> size = {};  // dimensions as stored
  bool is_empty = false;                 // holds the dimensions of the matrix in place of its numbers; size has them

  bool is_marked() const { return layout->place != MarkPlace::nowhere; }
};

// Of a dataset, or of a group: a variable of Octave, or one of MATLAB that is no matrix. A path that leads nowhere
// gives a variable that is not numeric and has no size.
Hdf5Variable inspect_hdf5(hid_t file, const std::string& path);

// Every variable of a file that its program would list: datasets, and groups with a mark, but nothing inside those.
// Throws std::invalid_argument, beginning with place, if the file cannot be walked through.
std::vector<Hdf5Variable> list_hdf5(hid_t file, const std::string& place);

}  // namespace ohmimo::matrix
