#include "apps/matrix/hdf5_layout.hpp"

#include <algorithm>
#include <stdexcept>

#include "apps/matrix/hdf5_numbers.hpp"

namespace ohmimo::matrix {
namespace {

constexpr const Hdf5Layout& matlab = hdf5_layouts[0];
constexpr const Hdf5Layout& octave = hdf5_layouts[1];

bool has(hid_t object, std::string_view attribute) {
  return !attribute.empty() && H5Aexists(object, attribute.data()) > 0;
}

bool is_group(hid_t object) {
  return H5Iget_type(object) == H5I_GROUP;
}

std::string parent_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos || slash == 0 ? "/" : path.substr(0, slash);
}

// MATLAB names the class of every variable; text, cells and objects have numbers too, which are codes and references.
void judge_matlab(hid_t object, VariableKind& kind) {
  constexpr std::array<std::string_view, 10> numeric = {"double", "single", "int8",   "uint8", "int16",
                                                        "uint16", "int32",  "uint32", "int64", "uint64"};
  const std::string name = attribute_text(object, "MATLAB_class");
  kind.is_sparse = has(object, "MATLAB_sparse");
  kind.is_logical = name == "logical";
  kind.is_numeric = std::ranges::find(numeric, name) != numeric.end() && !has(object, "MATLAB_object_decode");
}

// Octave stores the name of its type beside the value: "float complex matrix", "int8 scalar", "bool matrix", "range".
void judge_octave(hid_t group, VariableKind& kind) {
  constexpr std::array<std::string_view, 12> numeric = {"",       "complex ", "float ", "float complex ",
                                                        "int8 ",  "uint8 ",   "int16 ", "uint16 ",
                                                        "int32 ", "uint32 ",  "int64 ", "uint64 "};
  const std::string type = dataset_text(group, "type");
  std::string_view number = type;
  for (const std::string_view end : {"matrix", "scalar"})
    if (number.ends_with(end)) number.remove_suffix(end.size());
  kind.is_sparse = type.starts_with("sparse");
  kind.is_logical = type.starts_with("bool");
  kind.is_range = type.ends_with("range");
  kind.is_numeric = number.size() < type.size() && std::ranges::find(numeric, number) != numeric.end();
}

std::vector<std::uint64_t> size_of(hid_t space) {
  const int rank = H5Sget_simple_extent_ndims(space);
  std::vector<hsize_t> size(static_cast<std::size_t>(std::max(rank, 0)));
  if (!size.empty()) H5Sget_simple_extent_dims(space, size.data(), nullptr);
  return {size.begin(), size.end()};
}

// The dimensions that an empty variable holds in place of numbers.
std::vector<std::uint64_t> dimensions_in(hid_t dataset, hid_t space) {
  constexpr hssize_t most = 32;
  const hssize_t n = H5Sget_simple_extent_npoints(space);
  if (n < 1 || n > most || !unfit_storage(dataset).empty()) return {};
  std::vector<std::uint64_t> size(static_cast<std::size_t>(n));
  return H5Dread(dataset, H5T_NATIVE_UINT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, size.data()) < 0
             ? std::vector<std::uint64_t>{}
             : size;
}

void judge_dataset(hid_t dataset, Hdf5Variable& variable) {
  const Hdf5Handle type(H5Dget_type(dataset), H5Tclose), space(H5Dget_space(dataset), H5Sclose);
  const bool numbers = type.ok() && (is_number(type) || !complex_members(type).empty());
  variable.kind.is_numeric = variable.kind.is_numeric && numbers;
  variable.is_empty = numbers && has(dataset, variable.layout->empty_mark);
  variable.size = variable.is_empty ? dimensions_in(dataset, space) : size_of(space);
  if (variable.is_marked() && variable.size.empty() && H5Sget_simple_extent_type(space) == H5S_SCALAR)
    variable.size = {1, 1};
  variable.kind.rank = static_cast<int>(variable.size.size());
}

// Stops at groups that are one variable; MATLAB keeps parts of its variables in groups whose names begin with #.
struct Walk {
  hid_t file;
  std::vector<Hdf5Variable> found = {};
  std::string closed = {};  // path of the group last taken as a whole

  void visit(const std::string& path, bool group) {
    if (!closed.empty() && path.starts_with(closed + "/")) return;
    const bool hidden = path.starts_with("/#");
    if (hidden && group) closed = path;
    if (hidden) return;
    const Hdf5Variable variable = inspect_hdf5(file, path);
    if (group && !variable.is_marked()) return;
    if (group) closed = path;
    found.push_back(variable);
  }
};

herr_t visit_object(hid_t, const char* name, const H5O_info_t* info, void* walk) {
  const bool group = info->type == H5O_TYPE_GROUP, root = std::string_view(name) == ".";
  if (!root && (group || info->type == H5O_TYPE_DATASET))
    static_cast<Walk*>(walk)->visit(std::string("/") + name, group);
  return 0;
}

}  // namespace

Hdf5Variable inspect_hdf5(hid_t file, const std::string& path) {
  Hdf5Variable variable{.name = path, .path = path};
  variable.kind.is_numeric = false;
  const Hdf5Handle object(H5Oopen(file, path.c_str(), H5P_DEFAULT), H5Oclose);
  if (!object.ok()) return variable;
  const bool group = is_group(object);
  const std::string holder = group ? path : parent_of(path);
  const Hdf5Handle parent(H5Oopen(file, holder.c_str(), H5P_DEFAULT), H5Oclose);
  if (has(object, matlab.mark)) {
    variable.layout = &matlab;
    judge_matlab(object, variable.kind);
  } else if (parent.ok() && has(parent, octave.mark) && (group || path.ends_with("/value"))) {
    variable.layout = &octave;
    variable.name = holder;
    variable.path = holder + "/value";
    judge_octave(parent, variable.kind);
  } else {
    variable.kind.is_numeric = !group;
  }
  if (variable.is_marked() && variable.name.starts_with('/')) variable.name.erase(0, 1);
  const Hdf5Handle dataset(H5Dopen2(file, variable.path.c_str(), H5P_DEFAULT), H5Dclose);
  if (dataset.ok()) judge_dataset(dataset, variable);
  return variable;
}

std::vector<Hdf5Variable> list_hdf5(hid_t file, const std::string& place) {
  Walk walk{file};
  if (H5Ovisit2(file, H5_INDEX_NAME, H5_ITER_INC, visit_object, &walk, H5O_INFO_BASIC) < 0)
    throw std::invalid_argument(place + " is damaged: its list of datasets cannot be read");
  return walk.found;
}

}  // namespace ohmimo::matrix
