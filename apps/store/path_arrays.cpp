#include "apps/store/path_arrays.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace ohmimo::store {
namespace {

constexpr double longest_delay_s = 1e-3;  // 300 km

// Whether the delays have this axis of the gains: Sionna leaves out antennas and time, or time alone; QuaDRiGa
// antennas. Axes of Sionna: [batch] num_rx, rx_ant, num_tx, tx_ant, paths, time; of QuaDRiGa: rx_ant, tx_ant, path,
// snapshot.
std::vector<std::vector<bool>> delay_axes(std::size_t n_gain_axes) {
  if (n_gain_axes == 4) return {{false, false, true, true}, {true, true, true, true}};
  std::vector<std::vector<bool>> forms = {{true, false, true, false, true, false},
                                          {true, true, true, true, true, false}};
  if (n_gain_axes == 7)
    for (std::vector<bool>& form : forms) form.insert(form.begin(), true);
  return forms;
}

// Strides along the axes of the gains, 0 where the delay does not change.
std::vector<std::uint64_t> delay_strides(const PathArrays& link) {
  const Shape& shape = link.gains.shape;
  for (const std::vector<bool>& form : delay_axes(shape.size())) {
    if (form.size() != shape.size()) break;
    Shape wanted;
    for (std::size_t k = 0; k < shape.size(); ++k)
      if (form[k]) wanted.push_back(shape[k]);
    Shape stored = link.delays.shape;
    while (link.delays.first_fastest && stored.size() < wanted.size()) stored.push_back(1);
    if (stored != wanted) continue;
    const std::vector<std::uint64_t> packed = strides_of(stored, link.delays.first_fastest);
    std::vector<std::uint64_t> strides(shape.size(), 0);
    for (std::size_t k = 0, next = 0; k < shape.size(); ++k)
      if (form[k]) strides[k] = packed[next++];
    return strides;
  }
  throw std::invalid_argument(fmt::format("{} must have delays of its own axes without antennas, got {} beside {}",
                                          link.place, shape_text(link.delays.shape), shape_text(shape)));
}

struct Placed {
  AxisOffsets gain, delay;
};

// The delay of one path: the mean over antennas; adds to spread_s what they differ by.
double path_delay(const PathArrays& link, const AxisOffsets& at, std::uint64_t offset, double& spread_s) {
  double sum = 0.0, low = INFINITY, high = -INFINITY;
  for (const std::uint64_t rx : at[Axis::rx]) {
    const double delay = link.delays.reals[offset + rx];
    if (!std::isfinite(delay) || delay > longest_delay_s)
      throw std::invalid_argument(
          fmt::format("{} must have delays of at most {} s, got {}", link.place, longest_delay_s, delay));
    sum += delay;
    low = std::min(low, delay);
    high = std::max(high, delay);
  }
  spread_s = std::max(spread_s, high - low);
  return sum / static_cast<double>(at.length(Axis::rx));
}

void require_alike(const PathArrays& link, const AxisOffsets& at, const ChannelRecord& record) {
  if (link.delays.reals.empty()) throw std::invalid_argument(link.place + " must have delays of real numbers");
  if (at.length(Axis::symbol) * at.length(Axis::subcarrier) * at.length(Axis::re_im) != 1)
    throw std::invalid_argument(
        fmt::format("dims of paths must be words of slot, rx, user, path, one, got {}", axes_text(link.axes)));
  if (record.n_user == 0) return;
  if (at.length(Axis::slot) != record.n_slot || at.length(Axis::rx) != record.n_rx)
    throw std::invalid_argument(fmt::format("{} must have {} slots and {} antennas, as the first link, got {} and {}",
                                            link.place, record.n_slot, record.n_rx, at.length(Axis::slot),
                                            at.length(Axis::rx)));
}

// Room for more users and paths; what is there keeps its place.
void widen(ChannelRecord& record, std::size_t n_user, std::size_t n_path) {
  ChannelRecord wide = record;
  wide.n_user = n_user;
  wide.n_path = n_path;
  const std::string place = "paths";
  number_count(place, {wide.n_slot, wide.n_user, wide.n_path, wide.n_rx});
  wide.gain.assign(wide.n_slot * n_user * n_path * wide.n_rx, {});
  wide.delay_s.assign(wide.n_slot * n_user * n_path, 0.0);
  for (std::size_t slot = 0; slot < record.n_slot; ++slot)
    for (std::size_t user = 0; user < record.n_user; ++user)
      for (std::size_t path = 0; path < record.n_path; ++path) {
        const std::size_t from = (slot * record.n_user + user) * record.n_path + path;
        const std::size_t to = (slot * n_user + user) * n_path + path;
        wide.delay_s[to] = record.delay_s[from];
        std::copy_n(record.gain.begin() + static_cast<std::ptrdiff_t>(from * record.n_rx), record.n_rx,
                    wide.gain.begin() + static_cast<std::ptrdiff_t>(to * record.n_rx));
      }
  record = std::move(wide);
}

void fill_path(const PathArrays& link, const Placed& at, std::array<std::uint64_t, 3> index, std::size_t row,
               StoredChannel& stored, double& spread_s) {
  constexpr std::array<Axis, 3> outer = {Axis::slot, Axis::user, Axis::path};
  std::uint64_t gain_at = 0, delay_at = 0;
  for (std::size_t k = 0; k < outer.size(); ++k) {
    gain_at += at.gain[outer[k]][index[k]];
    delay_at += at.delay[outer[k]][index[k]];
  }
  ChannelRecord& record = stored.record;
  std::complex<float>* gain = record.gain.data() + row * record.n_rx;
  bool silent = true;
  for (std::size_t rx = 0; rx < record.n_rx; ++rx) {
    gain[rx] = link.gains.values[gain_at + at.gain[Axis::rx][rx]];
    silent = silent && gain[rx] == 0.f;
  }
  if (silent) return;  // an invalid path has delay -1
  record.delay_s[row] = path_delay(link, at.delay, delay_at, spread_s);
  if (record.delay_s[row] < 0.0)
    throw std::invalid_argument(
        fmt::format("{} must have gain 0 where the delay is negative, got delay {} s with another gain", link.place,
                    record.delay_s[row]));
}

}  // namespace

void add_link(const PathArrays& link, StoredChannel& stored) {
  ChannelRecord& record = stored.record;
  const Placed at = {axis_offsets(link.gains.shape, link.axes, strides_of(link.gains.shape, link.gains.first_fastest)),
                     axis_offsets(link.gains.shape, link.axes, delay_strides(link))};
  require_alike(link, at.gain, record);
  record.n_slot = at.gain.length(Axis::slot);
  record.n_rx = at.gain.length(Axis::rx);
  const std::size_t first = record.n_user, n_user = at.gain.length(Axis::user), n_path = at.gain.length(Axis::path);
  widen(record, first + n_user, std::max(record.n_path, n_path));
  double spread_s = 0.0;
  for (std::size_t slot = 0; slot < record.n_slot; ++slot)
    for (std::size_t user = 0; user < n_user; ++user)
      for (std::size_t path = 0; path < n_path; ++path)
        fill_path(link, at, {slot, user, path}, (slot * record.n_user + first + user) * record.n_path + path, stored,
                  spread_s);
  if (spread_s > 0.0)
    stored.notes.push_back(
        fmt::format("{}: delays differ by up to {:.3g} ns between antennas: their mean is taken, which "
                    "turns phases by up to {:.2g} rad at 1 MHz from the carrier",
                    link.place, spread_s * 1e9, 6.2832 * 1e6 * spread_s / 2));
}

}  // namespace ohmimo::store
