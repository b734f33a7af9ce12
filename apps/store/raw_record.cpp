#include "apps/store/raw_record.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "apps/store/axes.hpp"
#include "apps/store/path_arrays.hpp"
#include "apps/text/text.hpp"

namespace ohmimo::store {
namespace {

void require_axes(const RawArray& array, const std::vector<Axis>& axes, const std::string& place, bool given) {
  const std::size_t rank = array.shape.size();
  if (axes.empty())
    throw std::invalid_argument(
        fmt::format("{} has {} axes ({}), for which there is no usual order: say what they count by dims, as in {}",
                    place, rank, shape_text(array.shape), "slot,symbol,subcarrier,rx,user"));
  if (axes.size() != rank)
    throw std::invalid_argument(fmt::format("{} must have {} axes, as {} says ({}), got {}", place, axes.size(),
                                            given ? "dims" : "the file", axes_text(axes), shape_text(array.shape)));
  for (const Axis needed : {Axis::rx, Axis::user})
    if (std::ranges::find(axes, needed) == axes.end())
      throw std::invalid_argument(fmt::format("dims must name rx and user, got {}", axes_text(axes)));
  for (std::size_t k = 0; k < rank; ++k) {
    const std::uint64_t most = axes[k] == Axis::one ? 1 : axes[k] == Axis::re_im ? 2 : array.shape[k];
    if (array.shape[k] == most) continue;
    throw std::invalid_argument(fmt::format("{} axis {} ({}) must have length {}, got {}", place, k + 1,
                                            axis_words[static_cast<std::size_t>(axes[k])], most,
                                            shape_text(array.shape)));
  }
}

// MATLAB does not store axes of length 1 at the end.
void restore_last_axes(RawArray& array, std::size_t rank) {
  while (array.first_fastest && array.shape.size() < rank) array.shape.push_back(1);
}

struct AxesChoice {
  std::vector<Axis> axes;
  std::string from;  // for people
};

AxesChoice choose_axes(const RawFile& raw, RawArray& array, const ReadOptions& options) {
  const auto said = raw.words.find("axes");
  if (!options.dims.empty() || said != raw.words.end()) {
    const bool given = !options.dims.empty();
    const std::vector<Axis> axes = axes_from_text(given ? options.dims : said->second);
    restore_last_axes(array, axes.size());
    return {axes, given ? "as --dims says" : "as the file says"};
  }
  if (raw.content == Content::quadriga) restore_last_axes(array, 4);
  return {usual_axes(raw.content, raw.order, array.shape.size()),
          fmt::format("as usual in files of {}; ohmimo channel convert --dims takes others",
                      raw.content == Content::sionna     ? "Sionna"
                      : raw.content == Content::quadriga ? "QuaDRiGa"
                      : raw.order == Order::matlab       ? "MATLAB"
                                                         : "numpy")};
}

void require_wanted_shape(const ChannelRecord& record, const std::string& place, const std::vector<Axis>& axes,
                          const ReadOptions& options) {
  const auto fits = [&](std::size_t rx, std::size_t user) {
    return (options.n_rx == 0 || rx == static_cast<std::size_t>(options.n_rx)) &&
           (options.n_user == 0 || user == static_cast<std::size_t>(options.n_user));
  };
  if (fits(record.n_rx, record.n_user)) return;
  std::vector<Axis> swapped = axes;
  for (Axis& axis : swapped) axis = axis == Axis::rx ? Axis::user : axis == Axis::user ? Axis::rx : axis;
  const std::string hint = fits(record.n_user, record.n_rx)
                               ? fmt::format("; --dims {} makes it fit (ohmimo channel convert)", axes_text(swapped))
                               : "";
  const auto wanted = [](int n) { return n == 0 ? std::string("any") : fmt::format("{}", n); };
  throw std::invalid_argument(fmt::format("{} must have rx {} and users {}, got {} and {} by dims {}{}", place,
                                          wanted(options.n_rx), wanted(options.n_user), record.n_rx, record.n_user,
                                          axes_text(axes), hint));
}

void fill_grid(const RawArray& array, const AxisOffsets& at, ChannelRecord& record) {
  record.n_slot = at.length(Axis::slot);
  record.n_symbol = at.length(Axis::symbol);
  record.n_subcarrier = at.length(Axis::subcarrier);
  record.n_rx = at.length(Axis::rx);
  record.n_user = at.length(Axis::user);
  record.h.reserve(record.n_matrix() * record.n_rx * record.n_user);
  const std::vector<std::uint64_t>& parts = at[Axis::re_im];
  for (const std::uint64_t slot : at[Axis::slot])
    for (const std::uint64_t symbol : at[Axis::symbol])
      for (const std::uint64_t subcarrier : at[Axis::subcarrier])
        for (const std::uint64_t rx : at[Axis::rx])
          for (const std::uint64_t user : at[Axis::user]) {
            const std::complex<float>* value = array.values.data() + slot + symbol + subcarrier + rx + user;
            record.h.push_back(parts.size() == 2 ? std::complex<float>(value->real(), value[parts[1]].real()) : *value);
          }
}

double number_word(const RawFile& raw, const char* name, const std::string& place) {
  const auto found = raw.words.find(name);
  if (found == raw.words.end()) return 0.0;
  const double value = number_from_text(place + " " + name, found->second);
  if (value < 0.0) throw std::invalid_argument(fmt::format("{} {} must be >= 0 Hz, got {}", place, name, value));
  return value;
}

void copy_words(const RawFile& raw, const std::string& place, ChannelRecord& record) {
  const auto word = [&raw](const char* name) {
    const auto found = raw.words.find(name);
    return found == raw.words.end() ? std::string() : one_line(found->second);
  };
  record.scs_hz = number_word(raw, "scs_hz", place);
  record.carrier_hz = number_word(raw, "carrier_hz", place);
  record.normalisation = word("normalisation");
  record.source = word("source");
  record.seed = word("seed");
  record.config_hash = word("config_hash");
}

// Counts them, and refuses the first unless they are allowed.
std::uint64_t count_not_finite(const std::vector<std::complex<float>>& values, const std::string& place, bool allowed) {
  const auto bad = [](const std::complex<float>& value) {
    return !std::isfinite(value.real()) || !std::isfinite(value.imag());
  };
  const auto first = std::ranges::find_if(values, bad);
  if (first == values.end()) return 0;
  if (!allowed)
    throw std::invalid_argument(fmt::format("{} number {} must be finite, got {}{:+}j", place,
                                            first - values.begin() + 1, first->real(), first->imag()));
  return static_cast<std::uint64_t>(std::count_if(first, values.end(), bad));
}

// Whether the arrays are those that the content says: a damaged file may have damaged who read it.
void require_sound(const RawFile& raw, const std::string& place) {
  const bool grid = raw.content == Content::grid;
  bool sound = !raw.arrays.empty() && (grid || raw.arrays.size() % 2 == 0);
  for (std::size_t k = 0; k < raw.arrays.size(); k += grid ? 1 : 2) sound = sound && !raw.arrays[k].values.empty();
  if (!sound) throw std::invalid_argument(place + " is damaged: its arrays are not those of a channel");
}

StoredChannel grid_record(RawFile& raw, const std::string& place, const ReadOptions& options) {
  RawArray& array = raw.arrays.front();
  StoredChannel stored;
  const AxesChoice choice = choose_axes(raw, array, options);
  const std::string its_place =
      fmt::format("{} {}", place, array.name.starts_with('/') ? array.name.substr(1) : array.name);
  require_axes(array, choice.axes, its_place, !options.dims.empty());
  if (std::ranges::find(choice.axes, Axis::path) != choice.axes.end())
    throw std::invalid_argument(
        fmt::format("dims must not name path for an array without delays, got {}", axes_text(choice.axes)));
  const bool paired = std::ranges::find(choice.axes, Axis::re_im) != choice.axes.end();
  if (array.is_complex && paired)
    throw std::invalid_argument(its_place + " must hold real numbers to have an axis re_im, it holds complex ones");
  stored.n_not_finite = count_not_finite(array.values, its_place, options.allow_not_finite);
  fill_grid(array, axis_offsets(array.shape, choice.axes, strides_of(array.shape, array.first_fastest)), stored.record);
  stored.notes.push_back(fmt::format("axes {} ({}), {}", axes_text(choice.axes), shape_text(array.shape), choice.from));
  if (!array.is_complex && !paired) stored.notes.push_back(its_place + " holds real numbers only");
  require_wanted_shape(stored.record, its_place, choice.axes, options);
  return stored;
}

StoredChannel paths_record(RawFile& raw, const std::string& place, const ReadOptions& options) {
  StoredChannel stored;
  for (std::size_t k = 0; k + 1 < raw.arrays.size(); k += 2) {
    RawArray &gains = raw.arrays[k], &delays = raw.arrays[k + 1];
    const AxesChoice choice = choose_axes(raw, gains, options);
    const std::string its_place = fmt::format("{} {}", place, gains.name);
    require_axes(gains, choice.axes, its_place, !options.dims.empty());
    std::vector<Axis> axes = choice.axes;
    if (raw.content == Content::quadriga && options.dims.empty() && gains.shape[0] > gains.shape[1])
      std::swap(axes[0], axes[1]);  // the larger side is the base station
    stored.n_not_finite += count_not_finite(gains.values, its_place, options.allow_not_finite);
    add_link({its_place, axes, gains, delays}, stored);
    if (k == 0)
      stored.notes.push_back(
          fmt::format("axes of {}: {} ({}), {}", gains.name, axes_text(axes), shape_text(gains.shape), choice.from));
    if (k + 2 >= raw.arrays.size()) require_wanted_shape(stored.record, place, axes, options);
  }
  return stored;
}

}  // namespace

StoredChannel record_from_raw(RawFile raw, const std::string& place, const ReadOptions& options) {
  require_sound(raw, place);
  StoredChannel stored =
      raw.content == Content::grid ? grid_record(raw, place, options) : paths_record(raw, place, options);
  copy_words(raw, place, stored.record);
  ChannelRecord& record = stored.record;
  const bool over_grid = record.n_symbol > 1 || record.n_subcarrier > 1;
  if (record.scs_hz == 0.0 && over_grid && options.scs_hz > 0.0) {
    record.scs_hz = options.scs_hz;
    stored.notes.push_back(
        fmt::format("subcarrier spacing taken as {:g} kHz: the file does not say it", options.scs_hz * 1e-3));
  }
  record.read_as = fmt::format("{}", fmt::join(stored.notes, "; "));
  return stored;
}

}  // namespace ohmimo::store
