// What the axes of a stored array count.
#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "apps/store/raw_file.hpp"

namespace ohmimo::store {

// one: an axis of length 1 that counts nothing here. re_im: real and imaginary part. An axis that stands twice, as the
// users of several transmitters with several antennas each, counts both together, the first named slowest.
enum class Axis { slot, symbol, subcarrier, rx, user, path, re_im, one };
inline constexpr std::array<std::string_view, 8> axis_words = {"slot", "symbol", "subcarrier", "rx",
                                                               "user", "path",   "re_im",      "one"};

// "slot,rx,user". Throws std::invalid_argument, naming the option dims.
std::vector<Axis> axes_from_text(std::string_view text);
std::string axes_text(const std::vector<Axis>& axes);

// What the habits of programs make of so many axes; empty if there is no habit.
//   numpy:  rx,user | slot,rx,user | slot,subcarrier,rx,user | slot,symbol,subcarrier,rx,user | ...,re_im
//   matlab: rx,user | rx,user,slot | subcarrier,symbol,rx,user | subcarrier,symbol,rx,user,slot
//   sionna: one,rx,user,user,path,slot, with slot before them for a batch
//   quadriga: user,rx,path,slot (its rx antennas are the users', since its links are downlinks)
std::vector<Axis> usual_axes(Content content, Order order, std::size_t rank);

// Where the numbers of an array lie: for every axis the offsets of its indices.
struct AxisOffsets {
  std::array<std::vector<std::uint64_t>, axis_words.size()> of;

  const std::vector<std::uint64_t>& operator[](Axis axis) const { return of[static_cast<std::size_t>(axis)]; }
  std::uint64_t length(Axis axis) const { return (*this)[axis].size(); }
};

// strides: of each axis of shape, 0 for one along which the number stays the same.
std::vector<std::uint64_t> strides_of(const Shape& shape, bool first_fastest);
AxisOffsets axis_offsets(const Shape& shape, const std::vector<Axis>& axes, const std::vector<std::uint64_t>& strides);

}  // namespace ohmimo::store
