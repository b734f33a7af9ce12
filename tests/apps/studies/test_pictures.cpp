// Pictures made from the rows of results: what they show is what the rows say.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <string>

#include "apps/studies/ber/ber_figure.hpp"
#include "apps/studies/ber/table_labels.hpp"
#include "apps/studies/compare/scatter_plot.hpp"
#include "apps/studies/loss/loss_figure.hpp"
#include "apps/studies/penalty/penalty_map.hpp"
#include "apps/theory/theory.hpp"
#include "phy/units.hpp"

namespace test_pictures {

using namespace ohmimo;
using namespace ohmimo::plot;

struct BerText {
  std::string fidelity = "converter", system = "16,4,16qam", seed = "1";
  double theory_factor = 1.0, ber = 0.01;  // ber: of rram-zf
};

// A table as `ohmimo ber` writes it, of zf and rram-zf at 0, 4, ... 20 dB of Es/N0, with the exact closed form.
std::string ber_csv(const BerText& text = {}) {
  std::string csv =
      "detector,cycle,channel,fixed_channel,user_spread_db,n_rx,n_user,modulation,vectors_per_channel,fidelity,snr_def,"
      "snr_rx_db,esn0_user_db,ebn0_user_db,snr_array_db,bits,ber,ber_low,ber_high,ber_is_upper_limit,theory_ber,"
      "theory_kind,seed,config_hash,version\n";
  const std::vector<double> gains(4, 1.0);
  for (const char* detector : {"zf,0", "rram-zf,2"})
    for (int k = 0; k < 6; ++k) {
      const double db = 4.0 * k;
      csv += fmt::format("{},rayleigh,0,0,{},1,{},user,{},{},{},{},1000,{},0.001,0.02,0,{:.6e},exact,{},abc,0.1.0\n",
                         detector, text.system, detector[0] == 'z' ? "" : text.fidelity, db + 6, db, db - 6, db + 12,
                         detector[0] == 'z' ? 0.01 : text.ber,
                         text.theory_factor * ber_zf_rayleigh(4, gains, 16, linear_from_db(db)), text.seed);
    }
  return csv;
}

const BerCurve& curve_named(const BerPlot& plot, const std::string& label) {
  for (const BerCurve& curve : plot.curves)
    if (curve.label == label) return curve;
  FAIL("no curve " << label);
  return plot.curves.front();
}

std::string refusal(const std::string& csv) {
  try {
    ber::ber_plot({Rows(csv, "a/ber.csv")}, {});
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "taken";
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

TEST_CASE("ber: curves, their SNR in every definition, one line for a closed form that two curves share") {
  const Rows rows(ber_csv(), "a/ber.csv");
  const BerPlot plot = ber::ber_plot({rows}, {});
  REQUIRE(plot.curves.size() == 3);
  CHECK(plot.title == "16x4 16qam, rayleigh");
  CHECK(plot.x_label == "Es/N0 of one user at one antenna [dB]");
  CHECK(curve_named(plot, "zf").snr_db == std::vector<double>{0, 4, 8, 12, 16, 20});
  CHECK(curve_named(plot, "rram-zf, cycle 2").style == 1);
  CHECK(curve_named(plot, "ZF over i.i.d. Rayleigh, exact").kind == BerCurve::Kind::theory);
  ber::BerFigureOptions options;
  options.snr_def = SnrKind::eb_n0_user;
  CHECK(curve_named(ber::ber_plot({rows}, options), "zf").snr_db[1] == -2.0);
  options.snr_def = SnrKind::array;
  CHECK(curve_named(ber::ber_plot({rows}, options), "zf").snr_db[1] == 16.0);
}

// One pixel of a picture with 6 decades on 570 pixels is a factor of 1.025.
TEST_CASE("ber: between its rows a closed form is drawn within a pixel") {
  const BerPlot plot = ber::ber_plot({Rows(ber_csv(), "a/ber.csv")}, {});
  const BerCurve& line = curve_named(plot, "ZF over i.i.d. Rayleigh, exact");
  REQUIRE(line.snr_db.size() == 81);
  const std::vector<double> gains(4, 1.0);
  for (std::size_t k = 0; k < line.snr_db.size(); ++k) {
    const double exact = ber_zf_rayleigh(4, gains, 16, linear_from_db(line.snr_db[k]));
    CAPTURE(line.snr_db[k]);
    if (exact > 1e-6) CHECK(std::abs(std::log(line.ber[k] / exact)) < 0.025);
  }
}

TEST_CASE("ber: curves of several tables are told apart by what differs, else by their folders") {
  const auto labels = [](const BerText& a, const BerText& b) {
    return ber::table_labels({Rows(ber_csv(a), "x/a/ber.csv"), Rows(ber_csv(b), "x/b/ber.csv")});
  };
  using Labels = std::vector<std::string>;
  CHECK(labels({}, {.system = "128,8,64qam"}) == Labels{"16x4 16qam", "128x8 64qam"});
  CHECK(labels({}, {.fidelity = "device"}) == Labels{"fidelity converter", "fidelity device"});
  CHECK(labels({}, {.fidelity = "device", .seed = "2"}) ==
        Labels{"fidelity converter, seed 1", "fidelity device, seed 2"});
  CHECK(labels({}, {.fidelity = "", .seed = "2"}) == Labels{"seed 1", "seed 2"});  // digital detectors alone
  CHECK(labels({}, {}) == Labels{"a", "b"});
  const Rows rows(ber_csv(), "x/ber.csv");
  CHECK(ber::table_labels({rows, rows}) == Labels{"file 1", "file 2"});
  CHECK(ber::table_labels({rows, Rows(ber_csv(), "x/other.csv")}) == Labels{"ber.csv", "other.csv"});
  CHECK(ber::table_labels({rows}) == Labels{""});
}

TEST_CASE("ber: tables share a closed form only where it is the same, and a line names the tables it does not share") {
  const auto labels = [](const BerText& other) {
    const Rows rows(ber_csv(), "a/ber.csv");
    const BerPlot plot = ber::ber_plot({rows, Rows(ber_csv(other), "b/ber.csv"), Rows(ber_csv(), "c/ber.csv")}, {});
    std::vector<std::string> lines;
    for (const BerCurve& curve : plot.curves)
      if (curve.kind == BerCurve::Kind::theory) lines.push_back(curve.label);
    CHECK(plot.curves.size() == 2 + lines.size());
    return lines;
  };
  const std::string exact = "ZF over i.i.d. Rayleigh, exact";
  CHECK(labels({}) == std::vector<std::string>{exact});
  CHECK(labels({.theory_factor = 0.5}) == std::vector<std::string>{exact + ", a and c", exact + ", b"});
}

TEST_CASE("ber: tables share a curve whose points are the same, as of a digital detector beside two refinements") {
  const Rows first(ber_csv(), "a/ber.csv"), second(ber_csv({.fidelity = "device", .ber = 0.015}), "b/ber.csv");
  std::vector<std::string> names;
  std::vector<int> styles;
  for (const BerCurve& curve : ber::ber_plot({first, second}, {}).curves) {
    names.push_back(curve.label);
    styles.push_back(curve.style);
  }
  CHECK(names == std::vector<std::string>{"ZF over i.i.d. Rayleigh, exact", "zf",
                                          "rram-zf, cycle 2, fidelity converter", "rram-zf, cycle 2, fidelity device"});
  CHECK(styles == std::vector<int>{0, 0, 1, 3});
}

TEST_CASE("ber: wrong cells are named by file, line and rule") {
  const std::string csv = ber_csv();
  CHECK(refusal(with(csv, ",0.01,", ",1.5,")) == "a/ber.csv: line 2: ber must be from 0 to 1, got \"1.5\"");
  CHECK(refusal(with(csv, ",0.01,", ",,")) == "a/ber.csv: line 2: ber must be a number, got \"\"");
  CHECK(refusal(with(csv, ",0.001,", ",0.2,")) == "a/ber.csv: line 2: ber_low must not be above ber, got \"0.2\"");
  CHECK(refusal(with(csv, ",0.02,", ",0.002,")) == "a/ber.csv: line 2: ber_high must not be below ber, got \"0.002\"");
  CHECK(refusal(with(csv, ",0.01,0.001,", ",0,0,")) ==
        "a/ber.csv: line 2: ber_is_upper_limit must be 1 where ber is 0, got \"0\"");
  CHECK(refusal(with(csv, "zf,0,", "zf,-1,")) == "a/ber.csv: line 2: cycle must be from 0 to 1e6, got \"-1\"");
  CHECK(refusal(with(csv, ",user,", ",dBm,")) ==
        "a/ber.csv: line 2: snr_def must be user, rx, ebn0 or array, got \"dBm\"");
  CHECK(refusal(with(csv, "user,6,0,", "user,6,1e300,")) ==
        "a/ber.csv: line 2: esn0_user_db must be from -1000 to 1000 dB, got \"1e300\"");
  CHECK(refusal(with(csv, "snr_def", "snr")) == "a/ber.csv: line 1: must name a column snr_def, got none");
  CHECK(refusal(csv.substr(0, csv.find('\n') + 1)) == "a/ber.csv: must hold rows, got none");
}

TEST_CASE("loss: quantiles of the channels, their average and the share served") {
  const std::string head =
      "channel_number,cycles_needed,ber_cycle_1,ber_cycle_2,ensemble_ber_cycle_1,ensemble_ber_cycle_2,target_ber,loss_"
      "db,"
      "detector,fidelity,channel,n_rx,n_user,modulation,seed,config_hash,version\n";
  const std::string tail = ",0.001,0.1,rram-zf,converter,rayleigh,16,4,16qam,1,abc,0.1.0\n";
  const Rows rows(head + "0,1,0.0009,0.0008,0.03,0.02" + tail + "1,2,0.004,0.0009,0.03,0.02" + tail +
                      "2,,0.1,0.05,0.03,0.02" + tail + "3,2,0.005,0.0007,0.03,0.02" + tail,
                  "loss.csv");
  const LossPlot plot = loss::loss_plot(rows);
  CHECK(plot.target == 1e-3);
  CHECK(plot.share_percent == std::vector<double>{25.0, 75.0});
  REQUIRE(plot.curves.size() == 4);
  CHECK(plot.curves[0].y == std::vector<double>{0.1, 0.05});   // worst
  CHECK(plot.curves[3].y == std::vector<double>{0.03, 0.02});  // average
  CHECK(loss_plot_script(plot).find("'channels served [%]'") != std::string::npos);
  const Rows large(head + "0,1,0.1,1e308,," + tail, "loss.csv");
  CHECK_THROWS_WITH(loss::loss_plot(large), "loss.csv: line 2: ber_cycle_2 must be at most 1, got \"1e308\"");
  const Rows none(head + "0,3,0.1,0.1,," + tail, "loss.csv");
  CHECK_THROWS_WITH(loss::loss_plot(none), "loss.csv: line 2: cycles_needed must be from 1 to 2, got \"3\"");
}

TEST_CASE("penalty: maps carry units, values stand from mild to harsh, a map without a number is known") {
  const std::string head =
      "parameter,value,parameter_2,value_2,status,penalty_db,penalty_low_db,penalty_high_db,target_ber,max_penalty_db,"
      "detector,reference,cycle,fidelity,channel,n_rx,n_user,modulation,seed,version\n";
  const std::string tail = ",0.001,6,rram-zf,zf,2,wires,rayleigh,16,4,16qam,1,0.1.0\n";
  const std::string map = "wire-ohm,10,adc-bits,3,reached,0.5,0.4,0.6" + tail +
                          "wire-ohm,0,adc-bits,8,reached,0.1,0.08,0.12" + tail +
                          "wire-ohm,0,adc-bits,3,not reached,,," + tail;
  const Rows rows(head + ",,,,reached,0.2,0.1,0.3" + tail + "wire-ohm,0,,,reached,0.2,0.1,0.3" + tail + map +
                      "gbwp-hz,1e6,program-sigma-us,8,not reached,,," + tail,
                  "penalty.csv");
  const std::vector<penalty::MapAxes> maps = penalty::maps_of(rows);
  REQUIRE(maps == std::vector<penalty::MapAxes>{{"wire-ohm", "adc-bits"}, {"gbwp-hz", "program-sigma-us"}});
  const HeatMap first = penalty::penalty_map(rows, maps[0]), second = penalty::penalty_map(rows, maps[1]);
  CHECK(first.texts.x_label == "wire-ohm [ohm] (simulated from fidelity wires on)");
  CHECK(first.texts.y_label == "adc-bits [bit] (simulated from fidelity converter on)");
  CHECK(second.texts.x_label == "gbwp-hz [Hz] (simulated from fidelity transient on)");
  CHECK(second.texts.y_label == "program-sigma-us [uS] (simulated from fidelity device on)");
  CHECK(first.x_values == std::vector<std::string>{"0", "10"});
  CHECK(first.y_values == std::vector<std::string>{"8", "3"});  // fewer bits are harsher
  CHECK(first.cells[0].text == "0.10\n±0.02");
  CHECK(first.cells[1].text == "not run");
  CHECK(first.cells[2].text == "not reached");
  CHECK(first.cells[3].text == "0.50\n±0.10");
  CHECK(penalty::has_values(first));
  CHECK_FALSE(penalty::has_values(second));
  const Rows outside(head + "../../wire-ohm,0,adc-bits,3,reached,0.5,0.4,0.6" + tail, "penalty.csv");
  CHECK_THROWS_WITH(penalty::maps_of(outside),
                    "penalty.csv: line 2: parameter must be the name of a parameter: small letters, digits and dashes, "
                    "got \"../../wire-ohm\"");
  const Rows wrong(head + "wire-ohm,x,adc-bits,3,reached,0.5,0.4,0.6" + tail, "penalty.csv");
  CHECK_THROWS_WITH(penalty::penalty_map(wrong, maps[0]), "penalty.csv: line 2: value must be a number, got \"x\"");
}

}  // namespace test_pictures
