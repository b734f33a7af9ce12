// Large-scale parameters of drops: Table 7.5-6 by hand, medians, caps and correlation.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <vector>

#include "channel/tr38901/drop_user.hpp"
#include "channel/tr38901/zenith_spread.hpp"
#include "tests/about.hpp"
#include "tests/channel/tr38901/drop_case.hpp"

namespace test_large_scale {

using namespace ohmimo;
using namespace ohmimo::drop_test;

TEST_CASE("parameters of Table 7.5-6 by hand, with the floor of frequency and the edition") {
  const LargeScaleLaw los = large_scale_law(scenario_of(umi), true, "v18", 3.5e9);
  CHECK(los.mean[lsp::ds] == about(-0.24 * std::log10(4.5) - 7.14));
  CHECK(los.mean[lsp::k] == about(9.0));
  CHECK(los.deviation[lsp::sf] == about(4.0));
  CHECK(los.n_cluster == 12);
  CHECK(los.c_phi == about(1.146));
  CHECK(los.c_theta == about(1.104));
  const LargeScaleLaw new_los = large_scale_law(scenario_of(umi), true, "v19", 3.5e9);
  CHECK(new_los.mean[lsp::ds] == about(-0.18 * std::log10(4.5) - 7.28));
  CHECK(large_scale_law(scenario_of(umi), true, "v18", 1e9).mean[lsp::ds] == about(-0.24 * std::log10(3.0) - 7.14));
  const LargeScaleLaw macro = large_scale_law(scenario_of(uma), false, "v18", 3.5e9);
  CHECK(macro.mean[lsp::asa] == about(2.08 - 0.27 * std::log10(6.0)));
  CHECK(macro.c_ds_s == about((6.5622 - 3.4084 * std::log10(6.0)) * 1e-9));
  CHECK(large_scale_law(scenario_of(uma), false, "v18", 100e9).c_ds_s == about(0.25e-9));
  CHECK(large_scale_law(scenario_of(inh), false, "v19", 3.5e9).c_ds_s == about(3.91e-9));
  CHECK_THROWS_WITH_AS(large_scale_law(scenario_of(umi), true, "v17", 3.5e9), "edition must be v18 or v19, got \"v17\"",
                       std::invalid_argument);
}

TEST_CASE("zenith spreads and offsets by hand") {
  CHECK(zsd_mean(scenario_of(umi), true, 20.0, 3.5e9) == about(-0.296 + 0.085 + 0.83));
  CHECK(zsd_mean(scenario_of(umi), true, 100.0, 3.5e9) == about(-0.21));
  CHECK(zsd_mean(scenario_of(uma), false, 200.0, 3.5e9) == about(-0.42 + 0.9));
  CHECK(zsd_mean(scenario_of(inh), true, 20.0, 3.5e9) == about(-1.43 * std::log10(7.0) + 2.228));
  CHECK(zod_offset_deg(scenario_of(umi), false, 100.0, 3.5e9) == about(-std::pow(10.0, 0.3)));
  CHECK(zod_offset_deg(scenario_of(umi), true, 100.0, 3.5e9) == 0.0);
  const double lg = std::log10(6.0);
  CHECK(zod_offset_deg(scenario_of(uma), false, 100.0, 3.5e9) ==
        about(7.66 * lg - 5.96 - std::pow(10.0, 2.0 * (0.208 * lg - 0.782) - 0.13 * lg + 2.03)));
}

TEST_CASE("every correlation matrix has a root, and its square is the table's") {
  for (const Scenario::Kind kind : {umi, uma, inh})
    for (const bool sight : {true, false})
      for (const char* edition : {"v18", "v19"}) {
        const LargeScaleLaw law = large_scale_law(scenario_of(kind), sight, edition, 3.5e9);
        for (std::size_t i = 0; i < lsp::count; ++i) {
          double square = 0.0;
          for (std::size_t j = 0; j <= i; ++j) square += law.root[i][j] * law.root[i][j];
          CHECK(square == about(1.0, 1e-12));
        }
      }
  const LargeScaleLaw law = large_scale_law(scenario_of(umi), true, "v18", 3.5e9);
  const auto product = [&](std::size_t a, std::size_t b) {
    double sum = 0.0;
    for (std::size_t j = 0; j < lsp::count; ++j) sum += law.root[a][j] * law.root[b][j];
    return sum;
  };
  CHECK(product(lsp::ds, lsp::k) == about(-0.7, 1e-12));
  CHECK(product(lsp::asa, lsp::sf) == about(-0.4, 1e-12));
  CHECK(product(lsp::zsd, lsp::asd) == about(0.5, 1e-12));
}

TEST_CASE("large-scale parameters have the medians and caps of the table, and their correlation") {
  const LargeScaleLaw law = large_scale_law(scenario_of(umi), true, "v18", 3.5e9);
  RngStream stream({5, 0, 0}, Purpose::channel);
  std::vector<double> ds, asd, asa, k;
  double product = 0.0;
  constexpr int n = 20000;
  for (int draw = 0; draw < n; ++draw) {
    const LargeScale s = large_scale(law, 0.5, draw_normals(stream));
    ds.push_back(std::log10(s.ds_s));
    asd.push_back(std::log10(s.asd_deg));
    asa.push_back(s.asa_deg);
    k.push_back(s.k_db);
    product += (ds.back() - law.mean[lsp::ds]) / law.deviation[lsp::ds] * (s.k_db - 9.0) / 5.0 / n;
    CHECK(s.asa_deg <= 104.0);
    CHECK(s.zsa_deg <= 52.0);
  }
  const double error = 3.0 * std::sqrt(std::numbers::pi / 2.0 / n);  // of a median, in deviations
  CHECK(std::abs(median(ds) - law.mean[lsp::ds]) < error * law.deviation[lsp::ds]);
  CHECK(std::abs(median(asd) - law.mean[lsp::asd]) < error * law.deviation[lsp::asd]);
  CHECK(std::abs(std::log10(median(asa)) - law.mean[lsp::asa]) < error * law.deviation[lsp::asa]);
  CHECK(std::abs(median(k) - 9.0) < error * 5.0);
  CHECK(std::abs(product + 0.7) < 3.0 * std::sqrt((1.0 + 0.49) / n));
  CHECK(*std::ranges::max_element(asa) == about(104.0));
}

}  // namespace test_large_scale
