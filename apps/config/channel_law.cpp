#include "apps/config/channel_law.hpp"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <stdexcept>

#include "apps/config/rules.hpp"
#include "apps/matrix/file_name.hpp"
#include "apps/store/channel_file.hpp"
#include "channel/recorded.hpp"

namespace ohmimo {
namespace {

using Record = std::shared_ptr<const ChannelRecord>;

// A configuration is checked, hashed and made a run of: three times the same file of up to 2 GB.
Record read_once(const std::string& path, const store::ReadOptions& options, bool keep_gain) {
  struct Last {
    std::string key;
    Record record;
  };
  static Last last;
  std::error_code error;
  const auto changed =
      std::filesystem::last_write_time(matrix::split_name(path).file, error).time_since_epoch().count();
  const std::string key =
      fmt::format("{} {} {} {} {} {}", path, changed, options.n_rx, options.n_user, options.scs_hz, keep_gain);
  if (last.key != key) {
    last = {};
    ChannelRecord record = store::read_channel(path, options).record;
    normalise(keep_gain, record);
    last = {key, std::make_shared<const ChannelRecord>(std::move(record))};
  }
  return last.record;
}

void require_grid(const ChannelRecord& record, const SlotGrid& grid) {
  if (record.has_paths() || (record.n_symbol == 1 && record.n_subcarrier == 1)) return;
  require(std::lround(record.scs_hz) == 1000L * grid.scs_khz, "scs-khz",
          fmt::format("{:g}, as the channel file has it", record.scs_hz * 1e-3), grid.scs_khz);
  require(static_cast<std::size_t>(grid.n_subcarrier()) <= record.n_subcarrier, "prb",
          fmt::format("at most {} for the {} subcarriers of the channel file", record.n_subcarrier / 12,
                      record.n_subcarrier),
          grid.n_prb);
  require(record.n_symbol == 1 || static_cast<std::size_t>(grid.n_symbol) <= record.n_symbol, "symbols",
          fmt::format("at most {}, as the channel file has", record.n_symbol), grid.n_symbol);
}

}  // namespace

ChannelSpec configured_channel(const Config& config) {
  return channel_spec(config.channel.model, config.scene.resolved(), [&config](std::string_view path) {
    const SlotGrid& grid = config.slot.grid;
    const Record record = read_once(
        std::string(path), {.n_rx = config.link.n_rx, .n_user = config.link.n_user, .scs_hz = grid.scs_khz * 1e3},
        config.scene.scene.keep_gain);
    require_grid(*record, grid);
    return recorded_law(record);
  });
}

ChannelSpec channel_without_file(const Config& config) {
  return channel_spec(config.channel.model, config.scene.resolved(), [](std::string_view) { return FadingLaw{}; });
}

}  // namespace ohmimo
