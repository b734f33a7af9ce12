// ohmimo spice: circuits programmed for it, the comparison with ngspice, what it refuses; and the dump of ohmimo solve.
#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <stdexcept>
#include <string>

#include "apps/commands/spice.hpp"
#include "apps/commands/spice_verdict.hpp"
#include "apps/external/spice/spice_comparison.hpp"
#include "apps/matrix/generate.hpp"
#include "apps/studies/solve/array_tables.hpp"
#include "rram/inversion/programmed_circuit.hpp"
#include "rram/solver.hpp"
#include "tests/about.hpp"
#include "tests/temporary_folder.hpp"

namespace test_spice_command {

using namespace ohmimo;
using namespace ohmimo::solve;
namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

rram::CircuitModel ideal_model() {
  rram::CircuitModel model;
  model.clamp_V = model.amplifier.gain = model.inverter.gain = INFINITY;
  model.wire = {0.0, 0.0};
  return model;
}

// Not symmetric, of both signs, stable as an inverse.
arma::mat signed_matrix() {
  return {{2.0, -0.5, 0.25, 0.1}, {0.3, 1.5, -0.7, 0.2}, {-0.1, 0.4, 1.8, -0.3}, {0.2, -0.6, 0.1, 2.2}};
}

rram::TileDrawing drawing_of(const arma::mat& a, rram::CircuitKind kind, rram::SignScheme signs,
                             const rram::CircuitModel& model) {
  RngStream stream({1, 0, 0}, Purpose::device_program);
  rram::CellWriter writer{.stream = stream};
  rram::CircuitPlan plan{kind, signs, {}};
  plan.setting.model.circuit = model;
  plan.setting.unit_S = rram::default_device().unit_S();
  plan.setting.zero_S = rram::default_device().zero_S;
  return rram::program_circuit(a, plan, writer);
}

std::string complaint(const SpiceFlags& flags) {
  try {
    run_spice(flags);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "accepted";
}
bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("programmed circuits with ideal parts solve and multiply, however signs are made") {
  using rram::CircuitKind, rram::SignScheme;
  const arma::mat a = signed_matrix();
  const arma::vec x = {0.1, -0.05, 0.02, 0.07};
  for (const CircuitKind kind : {CircuitKind::inverse, CircuitKind::product})
    for (const SignScheme signs : {SignScheme::bias, SignScheme::two, SignScheme::pairs}) {
      if (kind == CircuitKind::product && signs == SignScheme::bias) {
        CHECK_THROWS_WITH(drawing_of(a, kind, signs, ideal_model()),
                          "arrays must be two or pairs for kind mvm, got bias");
        continue;
      }
      const rram::TileDrawing drawing = drawing_of(a, kind, signs, ideal_model());
      const rram::OperatingPoint point = rram::operating_point(rram::make_network(drawing.circuit), {x, {}});
      REQUIRE(point.status == rram::CircuitStatus::settled);
      const arma::vec wanted = kind == CircuitKind::inverse ? arma::vec(arma::solve(a, x)) : arma::vec(a * x);
      // Twelve unknowns of a circuit of condition below 100 err by some 1e3 eps = 2e-13 of the largest.
      CHECK(external::relative_difference(drawing.factor * point.v_V, wanted) < 1e-12);
      CHECK(external::relative_difference(drawing.factor * point.v_V, a.t() * x) > 1e-3);  // planted: another matrix
      CHECK(drawing.circuit.arrays.paired == (signs == SignScheme::pairs));
    }
  CHECK_THROWS_AS(drawing_of(arma::zeros(2, 2), CircuitKind::product, SignScheme::two, ideal_model()),
                  std::invalid_argument);
}

TEST_CASE("comparison with ngspice, at rest and in a transient; a cell 1e-6 off is seen") {
  REQUIRE_MESSAGE(external::ngspice_found(), "the Debian package ngspice is needed by this test");
  rram::CircuitModel model;
  model.clamp_V = INFINITY;
  const rram::Circuit circuit =
      drawing_of(signed_matrix(), rram::CircuitKind::inverse, rram::SignScheme::pairs, model).circuit;
  const rram::Drive drive{{0.1, -0.05, 0.02, 0.07}, {}};
  const external::SpiceComparison found = external::compare_with_ngspice(circuit, drive, {.stop_s = 1e-7});
  CHECK(found.ours_V.n_elem == 8);
  CHECK(found.static_difference <= 1e-9);
  CHECK(found.sample_difference <= 1e-4);
  CHECK(found.sampled_settling_s == about(found.settling_s, 0.01));
  rram::Circuit planted = circuit;
  planted.arrays.positive_S(1, 1) *= 1.0 + 1e-6;
  const rram::OperatingPoint other = rram::operating_point(rram::make_network(planted), drive);
  CHECK(external::relative_difference(arma::join_cols(other.v_V, other.w_V), found.theirs_V) > 1e-9);
}

TEST_CASE("ngspice is stopped at the limit, and no child is left") {
  REQUIRE_MESSAGE(external::ngspice_found(), "the Debian package ngspice is needed by this test");
  const rram::Circuit circuit =
      drawing_of(signed_matrix(), rram::CircuitKind::inverse, rram::SignScheme::pairs, rram::CircuitModel{}).circuit;
  const rram::Drive drive{{0.1, -0.05, 0.02, 0.07}, {}};
  // A hundred million steps take minutes.
  const auto start = std::chrono::steady_clock::now();
  CHECK_THROWS_WITH_AS(external::run_ngspice(circuit, drive, {.stop_s = 1e-3, .points = 100000000, .limit_s = 0.25}),
                       "ngspice gave no result within the limit of 0.25 s and was stopped", std::runtime_error);
  CHECK(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() < 30.0);
  CHECK(waitpid(-1, nullptr, WNOHANG) == -1);
  CHECK(errno == ECHILD);
  CHECK_NOTHROW(external::run_ngspice(circuit, drive, {.limit_s = 120.0}));
}

TEST_CASE("settling of a sampled trace") {
  const arma::vec time_s = {0.0, 1.0, 2.0, 3.0};
  const arma::mat v_V = arma::mat{0.0, 0.5, 1.0, 1.0}.t();
  // 0.25 away from 1 halfway between 0.5 at 1 s and 1.0 at 2 s
  CHECK(external::sampled_settling_s(time_s, v_V, {1.0}, 0.25) == about(1.5));
  CHECK(std::isnan(external::sampled_settling_s(time_s, v_V, {2.0}, 0.25)));  // ends before it settles
  CHECK(external::sampled_settling_s(time_s, v_V, {1.0}, 1.0) == 0.0);
}

TEST_CASE("ohmimo spice writes the deck and refuses what no deck can show") {
  const TemporaryFolder folder;
  SpiceFlags flags;
  flags.matrix.wishart = "16x2";
  flags.fidelity = "device";
  flags.deck = (folder.path / "new" / "c.cir").string();
  const auto with = [&flags](std::string SpiceFlags::*member, const std::string& text) {
    SpiceFlags changed = flags;
    changed.*member = text;
    return complaint(changed);
  };
  CHECK(contains(with(&SpiceFlags::gain, "inf"), "gain must be finite"));
  CHECK(contains(with(&SpiceFlags::inverter_gain, "inf"), "inverter-gain must be finite"));
  CHECK(contains(with(&SpiceFlags::kind, "inverse"), "kind must be one of inv, mvm, got \"inverse\""));
  CHECK(contains(with(&SpiceFlags::fidelity, "wires"), "fidelity must be one of exact, quantised, device"));
  CHECK(contains(with(&SpiceFlags::tran, "0"), "tran must be > 0"));
  CHECK(contains(with(&SpiceFlags::spice_seconds, "0"), "spice-seconds must be > 0 s, got 0"));
  CHECK(contains(with(&SpiceFlags::tran, "1"), "1000 times the slowest time constant, got 1 s"));
  SpiceFlags large = flags;
  large.matrix.wishart = "64x33";
  CHECK(contains(complaint(large), "at most 64 real rows and 64 columns, got 66 and 66"));
  SpiceFlags unstable = flags;
  unstable.matrix.wishart = "";
  unstable.matrix.toeplitz = "4";
  unstable.arrays = "two";
  CHECK(complaint(unstable) == "accepted");
  fs::remove_all(folder.path / "new");
  std::ofstream(folder.path / "a.csv") << "1,2\n-2,-1\n";
  unstable.matrix.toeplitz = "";
  unstable.matrix.file = (folder.path / "a.csv").string();
  CHECK(contains(complaint(unstable), "the circuit must be stable"));
  CHECK_FALSE(fs::exists(folder.path / "new"));
  SpiceFlags wide = flags;  // a product of 2 rows and 3 columns
  std::ofstream(folder.path / "wide.csv") << "1,2,-3\n0.5,-1,0\n";
  wide.matrix.wishart = "";
  wide.matrix.file = (folder.path / "wide.csv").string();
  CHECK(contains(complaint(wide), "must be square, got 2x3"));
  wide.kind = "mvm";
  CHECK(complaint(wide) == "accepted");
  CHECK(contains(text_of(wide.deck), "2x3 real, MVM"));
  CHECK(run_spice(flags) == 0);
  const std::string deck = text_of(flags.deck), first = deck.substr(0, deck.find('\n'));
  CHECK(first == "ohmimo: one analogue inverse circuit");
  CHECK(contains(deck, "seed 1"));
  flags.seed = "2";  // other matrix and cells
  CHECK(run_spice(flags) == 0);
  CHECK(text_of(flags.deck) != deck);
}

TEST_CASE("wires on which ngspice is inexact are judged by what rounding may do") {
  REQUIRE_MESSAGE(external::ngspice_found(), "the Debian package ngspice is needed by this test");
  const TemporaryFolder folder;
  SpiceFlags flags;
  flags.matrix.toeplitz = "4";
  flags.deck = folder.file("c.cir");
  flags.run = true;
  for (const std::string kind : {"inv", "mvm"})
    for (const std::string wire_ohm : {"1e-9", "1.73", "1e9"}) {
      CAPTURE(kind);
      CAPTURE(wire_ohm);
      flags.kind = kind;
      flags.wire_ohm = wire_ohm;
      CHECK(run_spice(flags) == 0);
    }
}

TEST_CASE("the verdict on a comparison") {
  external::SpiceComparison found;
  found.ours_V = found.theirs_V = {1.0};
  const auto verdict = [&found](double difference, double rounding, double nodal, double nodal_rounding) {
    found.static_difference = difference, found.static_rounding = rounding;
    found.nodal_difference = nodal, found.nodal_rounding = nodal_rounding;
    return print_verdict(found, 1, 0.0);
  };
  CHECK(verdict(1e-10, 1e-12, NAN, NAN) == 0);  // ngspice is exact enough: no other judge
  CHECK(verdict(1e-8, 1e-12, 0.0, 0.0) == 1);
  CHECK(verdict(1e-8, 1e-7, 1e-12, 1e-13) == 0);
  CHECK(verdict(1e-6, 1e-7, 1e-12, 1e-13) == 1);
  CHECK(verdict(1e-8, 1e-7, 1e-8, 1e-13) == 1);
  CHECK(verdict(1e-8, 1e-7, 1e-8, 1e-7) == 0);
  CHECK(verdict(0.0, INFINITY, INFINITY, INFINITY) == 1);  // no solution
  CHECK(verdict(NAN, 1e-7, 0.0, 0.0) == 1);
}

TEST_CASE("the folder of a deck that is named must be there") {
  const TemporaryFolder folder;
  SpiceFlags flags;
  flags.matrix.toeplitz = "4";
  flags.given = {"deck"};
  flags.deck = folder.file("new/deep/c.cir");
  CHECK(complaint(flags) == "deck must be a file in a folder that is there, got '" + flags.deck + "'");
  CHECK_FALSE(fs::exists(folder.path / "new"));
  fs::create_directories(folder.path / "new" / "deep");
  CHECK(complaint(flags) == "accepted");
  CHECK(fs::exists(flags.deck));
}

TEST_CASE("dumped conductances are the matrix, dumped voltages the arithmetic of BlockAMC") {
  const arma::mat a = signed_matrix();
  const arma::rowvec b = {0.3, -1.0, 0.5, 0.2};
  rram::SolverConfig config;
  config.stages = 0;
  RngStream stream({1, 0, 0}, Purpose::device_program);
  const rram::ProgrammedSystem one = rram::program(a, config, stream);
  const std::vector<rram::ProgrammedArray> arrays = one.arrays();
  REQUIRE(arrays.size() == 3);
  CHECK(arrays[0].name == "m");
  arma::mat g_S = arrays[0].g_S - arrays[1].g_S(0, 0);
  g_S.diag() += arrays[2].g_S(0, 0);
  // Sums of conductances below 64 times the matrix: 64 eps and a few roundings more.
  CHECK(external::relative_difference(g_S / g_S(0, 0), a / a(0, 0)) < 1e-12);
  CHECK(external::relative_difference(g_S.t() / g_S(0, 0), a / a(0, 0)) > 1e-3);  // planted: transposed
  const std::vector<rram::ArrayOperation> single = one.first_operations(b);
  REQUIRE(single.size() == 1);
  CHECK(arma::abs(single[0].input_V).max() == about(config.analogue.full_scale_V));
  const arma::vec wanted_V = -config.analogue.circuit.g_source_S * arma::solve(g_S, single[0].input_V);
  CHECK(external::relative_difference(single[0].output_V, wanted_V) < 1e-12);

  config.stages = 1;
  config.block_product = rram::BlockProduct::low;
  config.fidelity = rram::fidelity_from_name("transient");
  config.hp_path = rram::HpPath::analogue;
  const rram::ProgrammedSystem blocks = rram::program(a, config, stream);
  const std::vector<rram::ArrayOperation> steps = blocks.first_operations(b);
  REQUIRE(steps.size() == 3);
  CHECK(steps[0].name + steps[1].name + steps[2].name == "m1m4m1");
  std::size_t slices = 0;
  for (const rram::ProgrammedArray& array : blocks.arrays()) {
    const bool slice = contains(array.name, "slice");
    slices += slice ? 1 : 0;
    CHECK(array.g_S.n_rows == (slice ? 4 : array.kind == "bias" || array.kind == "diagonal" ? 1 : 2));
  }
  CHECK(slices == 16);  // 24 bits in slices of 3, two signs

  const TemporaryFolder folder;
  write_dump(blocks, b, folder.path);
  CHECK(contains(text_of(folder.path / "conductances.csv"), "array,kind,row,col,g_uS\nm1,inverse,0,0,"));
  CHECK(contains(text_of(folder.path / "voltages.csv"), "operation,array,index,input_V,output_V\n0,m1,0,"));
}

TEST_CASE("non-negative circuits of both kinds equal ngspice at rest and in a transient") {
  REQUIRE_MESSAGE(external::ngspice_found(), "the Debian package ngspice is needed by this test");
  const TemporaryFolder folder;
  SpiceFlags flags;
  flags.nnls = flags.run = true;
  flags.planted = "12x4";
  flags.fidelity = "device";
  flags.offset_v = "1e-3";
  flags.tran = "100e-9";
  flags.deck = folder.file("c.cir");
  for (const char* kind : {"two-banks", "compact"}) {
    flags.circuit.circuit = kind;
    CHECK(run_spice(flags) == 0);
    CHECK(contains(text_of(flags.deck), "NNLS circuit: "));
  }
}

TEST_CASE("non-negative circuits: files, what the deck says, what is refused") {
  const TemporaryFolder folder;
  std::ofstream(folder.file("a.csv")) << "3,2,1\n5,4,1\n5,2,1\n1,0,1\n";
  std::ofstream(folder.file("b.csv")) << "6\n7\n0\n5\n";
  SpiceFlags flags;
  flags.nnls = true;
  flags.matrix.file = folder.file("a.csv");
  flags.input = folder.file("b.csv");
  flags.deck = folder.file("c.cir");
  flags.circuit.circuit = "compact";
  flags.circuit.uncompensated = true;
  CHECK(run_spice(flags) == 0);
  CHECK(contains(text_of(flags.deck), "NOTE: this circuit solves another problem"));
  const auto with = [&flags](const std::function<void(SpiceFlags&)>& change) {
    SpiceFlags changed = flags;
    change(changed);
    return complaint(changed);
  };
  CHECK(contains(with([](SpiceFlags& f) { f.planted = "4x2"; }), "one matrix is needed: FILE or --planted, got both"));
  CHECK(contains(with([](SpiceFlags& f) { f.matrix.file = ""; }), "got none"));
  CHECK(contains(with([](SpiceFlags& f) { f.given = {"kind"}; }), "kind must not go with nnls"));
  CHECK(contains(with([](SpiceFlags& f) { f.given = {"wishart"}; }), "wishart must not go with nnls"));
  CHECK(contains(with([](SpiceFlags& f) { f.circuit.circuit = "x"; }), "circuit must be two-banks or compact"));
  CHECK(contains(with([](SpiceFlags& f) { f.circuit.circuit = "two-banks"; }), "uncompensated needs circuit compact"));
  CHECK(contains(with([](SpiceFlags& f) { f.gain = "inf"; }), "gain must be finite"));
  CHECK(contains(with([](SpiceFlags& f) { f.fidelity = "converter"; }), "fidelity must be exact, quantised or device"));
  CHECK(contains(with([](SpiceFlags& f) { f.tran = "1"; }), "1000 times the slowest time constant, got 1 s"));
  CHECK(contains(with([](SpiceFlags& f) { f.input = f.matrix.file; }), "must be one column, got 3"));
  CHECK(contains(with([](SpiceFlags& f) { f.matrix.file = "", f.input = "ones", f.planted = "65x2"; }),
                 "at most 64 rows and 64 columns, got 65 and 2"));
}

}  // namespace test_spice_command
