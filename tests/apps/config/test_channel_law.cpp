// A file as the channel of a configuration.
#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <stdexcept>

#include "apps/config/channel_law.hpp"
#include "apps/config/channel_summary.hpp"
#include "apps/config/config_fields.hpp"
#include "apps/config/run.hpp"
#include "apps/store/channel_file.hpp"
#include "tests/about.hpp"
#include "tests/temporary_folder.hpp"

namespace test_channel_law {

using namespace ohmimo;

ChannelRecord record_of(std::size_t symbols, std::size_t subcarriers, double scs_hz) {
  ChannelRecord record{.n_slot = 3, .n_symbol = symbols, .n_subcarrier = subcarriers, .n_rx = 4, .n_user = 2};
  record.scs_hz = scs_hz;
  for (std::size_t k = 0; k < record.n_matrix() * 8; ++k) record.h.emplace_back(1.f + static_cast<float>(k), 0.5f);
  return record;
}

Config config_of(const std::string& file) {
  Config config;
  config.link.n_rx = 4;
  config.link.n_user = 2;
  config.channel.model = "file:" + file;
  return config;
}

std::string complaint(const Config& config) {
  try {
    check(config);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "accepted";
}

TEST_CASE("matrices of a file are channels that stand for themselves") {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.h5");
  store::write_channel(record_of(1, 1, 0.0), file);
  Config config = config_of(file);
  CHECK(complaint(config) == "accepted");
  const Run run = make_run(config);
  CHECK_FALSE(run.link.uplink.slot);
  CHECK(run.config.channel.exact_statistics == "off");
  CHECK(channel_summary(run).at(0).find("3 matrices of a file in order, then again from the first") !=
        std::string::npos);
  MatrixBatch h(2, 4, 2);
  run.link.uplink.channel.law.make({4, 2})->draw({1, 0, 1}, h);
  CHECK(h.get(1, 3, 1).real() / h.get(1, 0, 0).real() == about(8.0, 1e-6));  // matrix 3 of 3 is the first again
  CHECK(channel_summary(run).at(0).find("scaled to 1 (--keep-gain leaves it)") != std::string::npos);
  MatrixBatch all(3, 4, 2);
  run.link.uplink.channel.law.make({4, 2})->draw({1, 0, 0}, all);
  double power = 0.0;
  for (std::size_t c = 0; c < 3; ++c)
    for (std::size_t k = 0; k < 8; ++k) power += std::norm(all.get(c, k / 2, k % 2)) / 24.0;
  CHECK(power == about(1.0, 1e-6));
  config.scene.scene.keep_gain = true;
  make_run(config).link.uplink.channel.law.make({4, 2})->draw({1, 0, 1}, h);
  CHECK(h.get(1, 3, 1).real() == 8.f);
  config.scene.scene.keep_gain = false;
  config.link.n_user = 3;
  CHECK(complaint(config).find("must have rx 4 and users 3, got 4 and 2") != std::string::npos);
  config.link.n_user = 2;
  store::write_channel(record_of(1, 12, 30e3), file);  // another file of the same name
  std::filesystem::last_write_time(file, std::filesystem::last_write_time(file) + std::chrono::seconds(2));
  CHECK(complaint(config).find("prb must be at most 1 for the 12 subcarriers of the channel file, got 4") == 0);
}

TEST_CASE("subcarriers of a file are a slot of their spacing") {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.h5");
  store::write_channel(record_of(7, 24, 30e3), file);
  Config config = config_of(file);
  config.slot.grid.n_prb = 2;
  CHECK(complaint(config).find("symbols must be at most 7, as the channel file has, got 14") == 0);
  config.slot.grid.n_symbol = 7;
  CHECK(complaint(config) == "accepted");
  CHECK(make_run(config).link.uplink.slot);
  config.slot.grid.scs_khz = 60;
  CHECK(complaint(config).find("scs-khz must be 30, as the channel file has it, got 60") == 0);
}

}  // namespace test_channel_law
