#include "apps/studies/channel/make_channel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "channel/response.hpp"
#include "channel/uplink.hpp"

namespace ohmimo::channel_study {
namespace {

constexpr std::size_t flat_piece = 64;  // channels of one name

void add_flat(FadingModel& model, const MakePlan& plan, std::uint32_t piece, MatrixBatch& h, ChannelRecord& record) {
  model.draw({plan.seed, 0, piece}, h);
  const std::size_t n = std::min(flat_piece, plan.n_slot - record.n_slot);
  for (std::size_t c = 0; c < n; ++c)
    for (std::size_t row = 0; row < h.rows(); ++row)
      for (std::size_t col = 0; col < h.cols(); ++col) record.h.push_back(h.get(c, row, col));
  record.n_slot += n;
}

// Room that is taken once.
struct SlotRoom {
  FrequencyResponse response;
  MatrixBatch h;
};

void add_slot(const PathSet& paths, const SlotGrid& grid, SlotRoom& room, ChannelRecord& record) {
  room.response.prepare(paths, {grid.frequency_hz(0), grid.scs_khz * 1e3, record.n_subcarrier});
  room.h.resize(record.n_subcarrier, record.n_rx, record.n_user);
  for (std::size_t t = 0; t < record.n_symbol; ++t) {
    room.response.evaluate(paths, t, 0, room.h);
    for (std::size_t k = 0; k < record.n_subcarrier; ++k)
      for (std::size_t row = 0; row < record.n_rx; ++row)
        for (std::size_t col = 0; col < record.n_user; ++col) record.h.push_back(room.h.get(k, row, col));
  }
  ++record.n_slot;
}

void scale_users(const MakePlan& plan, ChannelRecord& record) {
  if (plan.user_spread_db == 0.0) return;
  const std::vector<double> gain = user_gains(plan.shape.n_user, plan.user_spread_db);
  for (std::size_t k = 0; k < record.h.size(); ++k)
    record.h[k] *= static_cast<float>(std::sqrt(gain[k % record.n_user]));
}

void set_words(const MakePlan& plan, ChannelRecord& record) {
  record.normalisation = plan.scene.keep_gain ? "gains of elements and path loss kept" : std::string(unit_mean_power);
  record.source = fmt::format("ohmimo {} channel {}", OHMIMO_VERSION, plan.channel.text);
  record.seed = fmt::format("{}", plan.seed);
}

}  // namespace

ChannelRecord empty_record(const MakePlan& plan) {
  ChannelRecord record{.n_slot = plan.n_slot,
                       .n_rx = static_cast<std::size_t>(plan.shape.n_rx),
                       .n_user = static_cast<std::size_t>(plan.shape.n_user)};
  if (!plan.channel.law.make_paths) return record;
  record.n_symbol = static_cast<std::size_t>(plan.grid.n_symbol);
  record.n_subcarrier = static_cast<std::size_t>(plan.grid.n_subcarrier());
  record.scs_hz = plan.grid.scs_khz * 1e3;
  record.carrier_hz = plan.scene.carrier_hz;
  return record;
}

MadeChannel make_channel(const MakePlan& plan, const std::function<bool(std::size_t slot)>& go_on) {
  MadeChannel made{.record = empty_record(plan)};
  ChannelRecord& record = made.record;
  record.h.reserve(record.n_matrix() * record.n_rx * record.n_user);
  record.n_slot = 0;
  if (plan.channel.law.make_paths) {
    const std::unique_ptr<PathModel> model = plan.channel.law.make_paths(plan.shape);
    const std::vector<double> times_s = plan.grid.symbol_times_s();
    PathSet paths;
    SlotRoom room;
    made.summary = model->summary();
    while (record.n_slot < plan.n_slot && go_on(record.n_slot)) {
      model->draw({plan.seed, 0, static_cast<std::uint32_t>(record.n_slot)}, times_s, paths);
      add_slot(paths, plan.grid, room, record);
    }
  } else {
    const std::unique_ptr<FadingModel> model = plan.channel.law.make(plan.shape);
    MatrixBatch h(flat_piece, record.n_rx, record.n_user);
    for (std::uint32_t piece = 0; record.n_slot < plan.n_slot && go_on(record.n_slot); ++piece)
      add_flat(*model, plan, piece, h, record);
  }
  scale_users(plan, record);
  set_words(plan, record);
  return made;
}

ChannelRecord over_grid(const ChannelRecord& paths, const SlotGrid& grid) {
  ChannelRecord record{.n_slot = 0,
                       .n_subcarrier = static_cast<std::size_t>(grid.n_subcarrier()),
                       .n_rx = paths.n_rx,
                       .n_user = paths.n_user,
                       .scs_hz = grid.scs_khz * 1e3,
                       .carrier_hz = paths.carrier_hz,
                       .normalisation = paths.normalisation,
                       .source = paths.source,
                       .seed = paths.seed,
                       .config_hash = paths.config_hash};
  record.h.reserve(paths.n_slot * record.n_subcarrier * record.n_rx * record.n_user);
  PathSet slot;
  SlotRoom room;
  slot.resize(paths.n_rx, paths.n_user, paths.n_path, 1);
  const std::size_t n_row = paths.n_user * paths.n_path;
  while (record.n_slot < paths.n_slot) {
    std::copy_n(paths.delay_s.begin() + static_cast<std::ptrdiff_t>(record.n_slot * n_row), n_row,
                slot.delay_s.begin());
    std::copy_n(paths.gain.begin() + static_cast<std::ptrdiff_t>(record.n_slot * n_row * paths.n_rx),
                n_row * paths.n_rx, slot.gain.begin());
    add_slot(slot, grid, room, record);
  }
  return record;
}

ChannelRecord at_carrier(const ChannelRecord& paths) {
  ChannelRecord record{
      .n_slot = paths.n_slot, .n_rx = paths.n_rx, .n_user = paths.n_user, .carrier_hz = paths.carrier_hz};
  record.h.assign(paths.n_slot * paths.n_rx * paths.n_user, {});
  for (std::size_t slot = 0; slot < paths.n_slot; ++slot)
    for (std::size_t user = 0; user < paths.n_user; ++user)
      for (std::size_t path = 0; path < paths.n_path; ++path)
        for (std::size_t rx = 0; rx < paths.n_rx; ++rx)
          record.h[(slot * paths.n_rx + rx) * paths.n_user + user] +=
              paths.gain[((slot * paths.n_user + user) * paths.n_path + path) * paths.n_rx + rx];
  return record;
}

}  // namespace ohmimo::channel_study
