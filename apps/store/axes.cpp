#include "apps/store/axes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <stdexcept>

#include "apps/text/text.hpp"

namespace ohmimo::store {
namespace {

using enum Axis;

std::vector<Axis> grid_axes(Order order, std::size_t rank) {
  const std::vector<Axis> numpy = {slot, symbol, subcarrier, rx, user}, matlab = {subcarrier, symbol, rx, user, slot};
  if (rank == 2) return {rx, user};
  if (rank == 3) return order == Order::numpy ? std::vector{slot, rx, user} : std::vector{rx, user, slot};
  if (rank == 4)
    return order == Order::numpy ? std::vector{slot, subcarrier, rx, user} : std::vector{subcarrier, symbol, rx, user};
  if (rank == 5) return order == Order::numpy ? numpy : matlab;
  if (rank == 6 && order == Order::numpy) return {slot, symbol, subcarrier, rx, user, re_im};
  return {};
}

}  // namespace

std::vector<Axis> axes_from_text(std::string_view text) {
  std::vector<Axis> axes;
  for (const std::string& part : split(text, ',')) {
    const std::string word = trimmed(part) == "snapshot" ? "slot" : trimmed(part);
    const auto found = std::ranges::find(axis_words, word);
    if (found == axis_words.end())
      throw std::invalid_argument(fmt::format("dims must be words of {} separated by commas, got {}",
                                              fmt::join(axis_words, ", "), in_quotes(word)));
    axes.push_back(static_cast<Axis>(found - axis_words.begin()));
  }
  return axes;
}

std::string axes_text(const std::vector<Axis>& axes) {
  std::string text;
  for (const Axis axis : axes)
    text += fmt::format("{}{}", text.empty() ? "" : ",", axis_words[static_cast<std::size_t>(axis)]);
  return text;
}

std::vector<Axis> usual_axes(Content content, Order order, std::size_t rank) {
  if (content == Content::grid) return grid_axes(order, rank);
  std::vector<Axis> axes =
      content == Content::sionna ? std::vector{one, rx, user, user, path, slot} : std::vector{user, rx, path, slot};
  if (content == Content::sionna && rank == 7) axes.insert(axes.begin(), slot);
  return axes.size() == rank ? axes : std::vector<Axis>{};
}

std::vector<std::uint64_t> strides_of(const Shape& shape, bool first_fastest) {
  std::vector<std::uint64_t> strides(shape.size(), 1);
  for (std::size_t k = 1; k < shape.size(); ++k) {
    const std::size_t axis = first_fastest ? k : shape.size() - 1 - k, before = first_fastest ? k - 1 : axis + 1;
    strides[axis] = strides[before] * shape[before];
  }
  return strides;
}

AxisOffsets axis_offsets(const Shape& shape, const std::vector<Axis>& axes, const std::vector<std::uint64_t>& strides) {
  AxisOffsets offsets;
  for (std::vector<std::uint64_t>& of : offsets.of) of = {0};
  for (std::size_t k = 0; k < axes.size(); ++k) {
    std::vector<std::uint64_t>& of = offsets.of[static_cast<std::size_t>(axes[k])];
    std::vector<std::uint64_t> finer;
    for (const std::uint64_t offset : of)
      for (std::uint64_t index = 0; index < shape[k]; ++index) finer.push_back(offset + index * strides[k]);
    of = std::move(finer);
  }
  return offsets;
}

}  // namespace ohmimo::store
