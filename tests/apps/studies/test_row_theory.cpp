#include <doctest/doctest.h>
#include <fmt/format.h>

#include <numeric>

#include "apps/results/table.hpp"
#include "apps/studies/ber/ber_run.hpp"
#include "apps/studies/ber/row_theory.hpp"

namespace test_row_theory {

using namespace ohmimo;
using namespace ohmimo::ber;

TEST_CASE("the closed form of a table is found again from its rows, at any SNR and definition") {
  for (const bool fixed : {false, true}) {
    Config config;
    config.link.n_rx = 8, config.link.n_user = 4, config.link.modulation = "16qam", config.detector.names = {"zf"};
    config.link.snr = {0, 0, 0, {6.0, 18.0}}, config.link.snr_def = SnrKind::array;
    config.channel.fixed = fixed, config.channel.user_spread_db = 3.0;
    config.run.max_frames = 2, config.run.seed = 9;
    const Run run = make_run(config);
    const std::string csv = csv_text(ber_table(run, ber_rows(run, {})));
    const plot::Rows rows(csv, "ber.csv");
    const std::vector<std::size_t> places = {0, 1};
    const auto form = row_theory(rows, places, SnrKind::rx_antenna);
    REQUIRE(form);
    const double rx_db = 7.3, array_db = convert_snr_db(rx_db, SnrKind::rx_antenna, SnrKind::array, run.shape);
    CHECK(form(rx_db) == doctest::Approx(*run.theory[0].ber(run.noise_var(array_db))).epsilon(1e-9));
    // Rows of another system are seen as such.
    std::string other = csv;
    const std::string theory = fmt::format("{:.6e}", *run.theory[0].ber(run.noise_var(6.0)));
    const std::size_t at = other.find("," + theory + ",");
    REQUIRE(at != std::string::npos);
    other.replace(at + 1, theory.size(), "1.234567e-02");
    CHECK_FALSE(row_theory(plot::Rows(other, "ber.csv"), places, SnrKind::rx_antenna));
  }
}

}  // namespace test_row_theory
