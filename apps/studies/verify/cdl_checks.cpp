#include "apps/studies/verify/cdl_checks.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "apps/studies/verify/cdl_statistics.hpp"
#include "apps/studies/verify/channel_checks.hpp"

namespace ohmimo::verify {
namespace {

// A value that varies from draw to draw has an error; one that does not has that of single precision.
Check within_errors(std::string name, const Mean& measured, double expected, std::string source) {
  const double rounding = 1e-6 * std::abs(expected);
  return {std::move(name), measured.value, Expectation::near(expected, tolerance_of(measured.error) + rounding),
          std::move(source)};
}

Check power_check(const CdlMoments& measured, const CdlMoments& exact) {
  double worst = 0.0;
  for (std::size_t n = 0; n < exact.row_power.size(); ++n) {
    const Mean& row = measured.row_power[n];
    const double tolerance = tolerance_of(row.error) + 1e-6 * exact.row_power[n].value;
    worst = worst_of(worst, 3.0 * std::abs(row.value - exact.row_power[n].value) / tolerance);
  }
  return {fmt::format("powers of {} rows: worst row [standard errors]", exact.row_power.size()), worst,
          Expectation::at_most(3.0), "TR 38.901 Tables 7.7.1"};
}

void add_complex(const std::string& name, const ComplexMean& measured, const ComplexMean& exact,
                 std::vector<Check>& checks) {
  const std::string source = "closed form: sum over rays";
  checks.push_back(within_errors(name + ", real part", measured.re, exact.re.value, source));
  checks.push_back(within_errors(name + ", imaginary part", measured.im, exact.im.value, source));
}

// Over all 20 rays of every cluster, as other programs have them: to the last digit they are known to.
struct KnownSpreads {
  std::string_view table;
  std::array<double, 4> spread_deg;
};
constexpr KnownSpreads known_spreads[] = {{"CDL-A", {71.0, 86.6, 28.3, 20.9}},
                                          {"CDL-B", {42.0, 60.1, 6.0, 10.4}},
                                          {"CDL-C", {37.4, 71.5, 4.1, 10.4}},
                                          {"CDL-D", {14.4, 15.6, 2.4, 1.5}},
                                          {"CDL-E", {12.4, 27.6, 1.4, 2.4}}};

void add_spreads(const CdlTable& drawn, const CdlTable& truth, std::vector<Check>& checks) {
  constexpr CdlAngle angles[] = {CdlAngle::aod, CdlAngle::aoa, CdlAngle::zod, CdlAngle::zoa};
  constexpr std::string_view words[] = {"ASD", "ASA", "ZSD", "ZSA"};
  for (const KnownSpreads& known : known_spreads)
    if (known.table == truth.name)
      for (std::size_t k = 0; k < 4; ++k)
        checks.push_back({fmt::format("circular spread {} [degree]", words[k]),
                          ray_moments(drawn, angles[k]).spread_deg, Expectation::near(known.spread_deg[k], 0.05),
                          "TR 38.901 Annex A over all rays"});
}

}  // namespace

std::vector<Check> cdl_checks(const CdlTable& drawn, const CdlTable& truth, std::uint64_t seed, int n_draw) {
  const CdlCase on;
  const CdlMoments exact = exact_moments(truth, on);
  const CdlMoments measured = measured_moments(drawn, on, seed, n_draw);
  std::vector<Check> checks = {power_check(measured, exact)};
  checks.push_back(within_errors("rms delay spread [s]", measured.delay_spread_s, exact.delay_spread_s.value,
                                 "closed form: powers and delays of the table"));
  if (truth.profile.rows.front().line_of_sight)
    checks.push_back(within_errors("K: line of sight over all others", measured.k, exact.k.value,
                                   "closed form: powers of the table"));
  add_complex("correlation over 0.2 MHz", measured.frequency, exact.frequency, checks);
  add_complex("correlation over half a wavelength", measured.space, exact.space, checks);
  add_complex("correlation over 1 ms at 120 Hz, heading 50 degree", measured.time, exact.time, checks);
  checks.push_back(within_errors("horizontal power of a vertical terminal", measured.cross_power,
                                 exact.cross_power.value, "closed form: 1/kappa without the line of sight"));
  add_spreads(drawn, truth, checks);
  return checks;
}

std::vector<CheckGroup> cdl_check_groups() {
  std::vector<CheckGroup> groups;
  for (const char letter : {'a', 'b', 'c', 'd', 'e'}) {
    const CdlTable table = load_cdl(letter);
    groups.push_back({table.name, [table](const VerifyOptions& options) {
                        return cdl_checks(table, table, options.seed, options.full ? 250000 : 25000);
                      }});
  }
  return groups;
}

}  // namespace ohmimo::verify
