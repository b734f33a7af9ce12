// The BER plot: what reaches gnuplot, what it refuses, and pictures that open.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmath>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>
#include <string>

#include "apps/external/gnuplot.hpp"
#include "apps/plot/ber_plot.hpp"
#include "apps/plot/figure.hpp"
#include "apps/plot/label_places.hpp"
#include "tests/temporary_folder.hpp"

namespace test_plot {

using namespace ohmimo;
using namespace ohmimo::plot;
using namespace ohmimo::external;
namespace fs = std::filesystem;

// PATH without gnuplot while it lives.
struct EmptyPath {
  std::string old = std::getenv("PATH");
  EmptyPath() { setenv("PATH", "/nonexistent", 1); }
  ~EmptyPath() { setenv("PATH", old.c_str(), 1); }
};

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

BerPlot example() {
  BerPlot plot{"title", "Es/N0 [dB]", "footnote", {}};
  plot.curves.push_back({"closed form", BerCurve::Kind::theory, 0, {0, 5, 10}, {0.1, 1e-3, 1e-9}, {}, {}, {}});
  plot.curves.push_back({"zf",
                         BerCurve::Kind::measured,
                         0,
                         {0, 5, 10},
                         {0.1, 1.2e-3, 0},
                         {0.09, 1e-3, 0},
                         {0.11, 1.4e-3, 3e-5},
                         {false, false, true}});
  plot.curves.push_back({"published", BerCurve::Kind::golden, 1, {5}, {2e-3}, {1e-3}, {4e-3}, {}});
  return plot;
}

TEST_CASE("texts cannot act as gnuplot commands") {
  CHECK(gnuplot_quote("plain") == "'plain'");
  CHECK(gnuplot_quote("it's") == "'it''s'");
  CHECK(gnuplot_quote("a\nb\tc\rd") == "'a b c d'");
  // Gnuplot takes a doubled quote at the start, or after another, for an end of the text.
  CHECK(gnuplot_quote("'; system('touch x') #") == "'’; system(''touch x'') #'");
  CHECK(gnuplot_quote("a''b") == "'a''’b'");
  CHECK(gnuplot_quote("`touch x` \"$(y)\" \\") == "'`touch x` \"$(y)\" \\'");
}

TEST_CASE("axes end at the measured points, theory does not stretch them") {
  // lowest: the upper limit 3e-5, whose arrow ends at 1.5e-5; highest: the bar at 0.11
  CHECK(contains(ber_plot_script(example()), "set yrange [1e-05:0.2]"));
  CHECK(contains(ber_plot_script(example()), "set xrange [-0.5:10.5]"));
  BerPlot plot = example();
  plot.curves[1].high[0] = 0.1, plot.curves[1].high[2] = 1.9e-5;
  CHECK(contains(ber_plot_script(plot), "set yrange [9e-06:0.1]"));
  plot.curves[1].snr_db = {0, 0.4, 10}, plot.curves[2].snr_db = {0.4};
  CHECK(contains(ber_plot_script(plot), "set xrange [-0.2:10.2]"));  // half a step
  plot.curves = {plot.curves[0]};
  CHECK(contains(ber_plot_script(plot), "set yrange [1e-09:0.1]"));
}

TEST_CASE("a logarithmic axis ends at minor ticks and holds two powers of ten") {
  const auto axis = [](double low, double high) {
    const AxisRange range = log_axis({low, high});
    return fmt::format("{:.6g} {:.6g}", range.low, range.high);
  };
  CHECK(axis(3.2e-4, 0.41) == "0.0003 0.5");
  CHECK(axis(1e-3, 0.1) == "0.001 0.1");
  CHECK(axis(9.99e-4, 1.01) == "0.0009 2");
  CHECK(axis(0.06, 0.3) == "0.06 1");  // 0.1 alone carries no scale; 1 is nearer than 0.01
  CHECK(axis(0.012, 0.7) == "0.01 0.7");
  CHECK(axis(0.2, 0.5) == "0.1 1");
  CHECK(axis(1e-7, 1e-7) == "1e-07 1e-06");
}

TEST_CASE("points below min_ber are left out and counted, an arrow that starts above stays whole") {
  BerPlot plot = example();
  plot.min_ber = 2e-3;
  const std::string script = ber_plot_script(plot);  // left out: 1.2e-3 and the limit 3e-5
  CHECK(contains(script, "2 point(s) below 0.002 left out. footnote"));
  CHECK(contains(script, "$curve1 << END_OF_DATA\n0 0.1 0.09 0.11\nEND_OF_DATA"));
  CHECK(contains(script, "set yrange [0.002:0.2]"));
  CHECK(contains(script, "set xrange [-0.5:5.5]"));
  CHECK_FALSE(contains(script, "Arrow"));
  CHECK(contains(script, "10 1e-09 1e-09 1e-09"));  // the line of the closed form runs into the axis
  plot.min_ber = 2e-5;
  CHECK(contains(ber_plot_script(plot), "set yrange [1e-05:0.2]"));  // the arrow from 3e-5 ends at 1.5e-5
  plot.min_ber = 0.3;
  CHECK_THROWS_WITH(ber_plot_script(plot), "plot needs at least one point with ber >= 0.3, got none");
}

TEST_CASE("kinds are drawn as line, markers without a line, open markers and arrows") {
  const std::string script = ber_plot_script(example());
  CHECK(contains(script, "$curve0 using 1:2 with lines"));
  CHECK(contains(script, "$curve1 using 1:2 with points pt 7"));
  CHECK_FALSE(contains(script, "linespoints"));
  CHECK(contains(script, "$curve1 using 1:2:3:4 with yerrorbars"));
  CHECK(contains(script, "$limit1 << END_OF_DATA\n10 3e-05\nEND_OF_DATA"));
  CHECK(contains(script, "$curve1 << END_OF_DATA\n0 0.1 0.09 0.11\n5 0.0012 0.001 0.0014\nEND_OF_DATA"));
  CHECK(contains(script, "$curve2 using 1:2 with points pt 4"));
  CHECK_FALSE(contains(script, "$limit2 using"));
  CHECK(contains(script, "no bit error seen"));
}

TEST_CASE("56 curves differ in colour or marker, and the first eight in markers") {
  std::set<std::string> looks, markers;
  for (int style = 0; style < 56; ++style) {
    looks.insert(fmt::format("{} {}", figure_colour(style), figure_marker(style).filled));
    if (style < 8) markers.insert(fmt::format("{}", figure_marker(style).filled));
  }
  CHECK(looks.size() == 56);
  CHECK(markers.size() == 8);
}

TEST_CASE("the legend has as many columns as labels of that length have room for") {
  const std::vector<std::string> few(5, "x title 'a'"), many(20, "x title 'a'");
  CHECK(contains(figure_output(few, 30), "set key maxcols 3\n"));
  CHECK(contains(figure_output(few, 80), "set key maxcols 1\n"));
  CHECK(contains(figure_output(few, 500), "set key maxcols 1\n"));
  CHECK(contains(figure_output(many, 41), "set key maxcols 2\n"));  // a third one was cut at the edge
  CHECK(contains(figure_output(many, 28), "set key maxcols 4\nset key font ',11'"));
}

TEST_CASE("long titles are cut into lines at spaces, characters stay whole") {
  CHECK(figure_title("short") == "set title 'short' noenhanced font ',18'\n");
  const std::string words =
      "it's a title of more than eighty-four characters, for which no picture of ours has the room on a single line";
  CHECK(figure_title(words) ==
        "set title 'it''s a title of more than eighty-four characters, for'.\"\\n\".'which no picture of ours has the "
        "room "
        "on a single line' noenhanced font ',18'\n");
  std::string half;
  for (int k = 0; k < 50; ++k) half += "Ω";
  CHECK(contains(figure_title(half + half), "'" + half + "'.\"\\n\".'" + half + "'"));
}

TEST_CASE("unplottable curves are refused") {
  const auto with = [](auto change) {
    BerPlot plot = example();
    change(plot.curves[1]);
    return plot;
  };
  CHECK_THROWS_WITH(ber_plot_script(with([](BerCurve& c) { c.ber.pop_back(); })),
                    "plot curve 'zf': ber must have 3 values, got 2");
  CHECK_THROWS_WITH(ber_plot_script(with([](BerCurve& c) { c.high.pop_back(); })),
                    "plot curve 'zf': high must have 3 values, got 2");
  CHECK_THROWS_WITH(ber_plot_script(with([](BerCurve& c) { c.ber[0] = NAN; })),
                    "plot curve 'zf': ber must be in [0, 1], got nan");
  CHECK_THROWS_WITH(ber_plot_script(with([](BerCurve& c) { c.upper_limit.clear(); })),
                    "plot curve 'zf': ber 0 must be marked as upper limit");
  CHECK_THROWS_WITH(ber_plot_script(with([](BerCurve& c) { c.low[0] = 0.2; })),
                    "plot curve 'zf': bar must hold ber 0.1, got 0.2 to 0.11");
  CHECK_THROWS_WITH(ber_plot_script(with([](BerCurve& c) { c.style = -1; })),
                    "plot curve 'zf': style must be >= 0, got -1");
  CHECK_THROWS_WITH(ber_plot_script(BerPlot{}), "plot needs at least one point with ber > 0, got none");
}

TEST_CASE("writes a PNG of 1200x900 and an SVG, whatever the texts hold") {
  const TemporaryFolder folder;
  BerPlot plot = example();
  const std::string nasty = "x'\n set print 'owned'; print 1 \"`touch owned`\" $(touch owned) @y %d \\";
  plot.title = plot.x_label = plot.footnote = plot.curves[1].label = nasty;
  plot.curves[0].label = "a_b^c {d} <e> & f";
  plot.curves[2].label = "''quoted''' '";
  const fs::path stem = folder.path / "it's a \"stem\"";
  write_ber_plot(plot, stem);
  CHECK(folder.n_file() == 2);  // nothing else: no scratch folder, no file 'owned'
  const std::string png = read_file(stem.string() + ".png"), svg = read_file(stem.string() + ".svg");
  REQUIRE(png.size() > 10000);
  CHECK(png.substr(0, 8) == "\x89PNG\r\n\x1a\n");
  CHECK(png.substr(16, 8) == std::string("\0\0\x04\xb0\0\0\x03\x84", 8));  // width, height
  CHECK(contains(svg, "</svg>"));
  CHECK(contains(svg, "a_b^c {d} &lt;e> &amp; f"));
  CHECK(contains(svg, "set print"));
  CHECK(contains(svg, "’'quoted"));
  CHECK_FALSE(contains(svg, "scale(0.00)"));  // a matrix some viewers refuse
}

TEST_CASE("failures leave no files and say why") {
  const TemporaryFolder folder;
  CHECK_THROWS_AS(run_gnuplot("plot nonsense(\n", folder.path / "a"), std::runtime_error);
  const std::string pictures = "set term svg\nset out 'plot.png'\nplot x\nset out 'plot.svg'\nplot x\nunset out\n";
  CHECK_THROWS_AS(run_gnuplot(pictures + "plot nonsense(\n", folder.path / "a"), std::runtime_error);
  CHECK_THROWS_AS(run_gnuplot("", folder.path / "a"), std::runtime_error);  // succeeds without a picture
  CHECK_THROWS_AS(write_ber_plot(example(), folder.path / "missing" / "a"), std::runtime_error);
  {
    const EmptyPath no_gnuplot;
    CHECK_THROWS_WITH(write_ber_plot(example(), folder.path / "a"),
                      "plot: gnuplot is not installed (Debian package gnuplot-nox)");
  }
  CHECK(folder.n_file() == 0);
}

// A limit to the size of files, which this process and its children meet like a full disk.
struct FileSizeLimit {
  rlimit old{};
  explicit FileSizeLimit(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &old);
    const rlimit less{bytes, old.rlim_max};
    setrlimit(RLIMIT_FSIZE, &less);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &old);
    std::signal(SIGXFSZ, SIG_DFL);
  }
};

TEST_CASE("a picture that cannot be written whole leaves the earlier one and names the reason") {
  const TemporaryFolder folder;
  const fs::path stem = folder.path / "a";
  write_ber_plot(example(), stem);
  const std::string png = read_file(stem.string() + ".png"), svg = read_file(stem.string() + ".svg");
  for (const rlim_t bytes : {0u, 100u, 8000u, 20000u}) {  // the script; the SVG or the PNG
    CAPTURE(bytes);
    const FileSizeLimit limit(bytes);
    std::string said;
    try {
      write_ber_plot(example(), stem);
    } catch (const std::runtime_error& error) {
      said = error.what();
    }
    CHECK(said == fmt::format("plot: cannot write beside {}: File too large", stem.string()));
  }
  CHECK(folder.n_file() == 2);
  CHECK(read_file(stem.string() + ".png") == png);
  CHECK(read_file(stem.string() + ".svg") == svg);
}

TEST_CASE("a gnuplot that succeeds with half a picture is not believed") {
  const TemporaryFolder folder;
  const fs::path stem = folder.path / "a";
  for (const char* commands :
       {"set term pngcairo\nset out 'plot.png'\nplot x\nset term svg\nset out 'plot.svg'\nplot x\n"
        "unset out\nset print 'plot.svg'\nprint '<svg>'\n",
        "set term svg\nset out 'plot.png'\nplot x\nset out 'plot.svg'\nplot x\nunset out\n"}) {
    CHECK_THROWS_WITH(run_gnuplot(commands, stem), "plot: gnuplot failed: a picture is not whole");
    CHECK(folder.n_file() == 0);
  }
}

TEST_CASE("names of points go where nothing is covered") {
  using enum LabelSide;
  const LabelArea area{.width = 1000, .height = 500};
  CHECK(place_labels({{500, 250, 10}}, area) == std::vector{right});
  CHECK(place_labels({{960, 250, 10}}, area) == std::vector{left});  // no room on the right
  // A marker 40 pixels to the right is in the way of a name of 78; its own name has room.
  CHECK(place_labels({{500, 250, 10}, {540, 250, 10}}, area) == std::vector{left, right});
  // Neighbours on both sides, then one above as well.
  CHECK(place_labels({{500, 250, 10}, {540, 250, 0}, {460, 250, 0}}, area)[0] == above);
  CHECK(place_labels({{500, 250, 10}, {540, 250, 0}, {460, 250, 0}, {500, 275, 0}}, area)[0] == below);
  // Two names at one height on one line: the second gives way to the first.
  CHECK(place_labels({{500, 250, 10}, {500, 262, 10}}, area) == std::vector{right, left});
}

TEST_CASE("a line ends where no point was run over 2.5 times the usual step of SNR") {
  BerPlot plot{"title", "Es/N0 [dB]", "", {}};
  plot.curves.push_back({"zf", BerCurve::Kind::measured, 0, {0, 1, 2, 8, 9}, {.1, .08, .06, 1e-3, 5e-4}, {}, {}, {}});
  plot.joined = true;
  CHECK(contains(ber_plot_script(plot), "2 0.06 0.06 0.06\n\n8 0.001"));
  plot.curves[0].snr_db = {0, 2, 4, 8, 10};  // twice the step is nothing unusual
  CHECK_FALSE(contains(ber_plot_script(plot), "\n\n8 "));
  plot.curves[0].kind = BerCurve::Kind::theory;
  plot.curves[0].snr_db = {0, 1, 2, 8, 9};
  CHECK_FALSE(contains(ber_plot_script(plot), "\n\n8 "));
}

}  // namespace test_plot
