// What counts does not depend on who works on which unit in which order.
#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "tests/apps/studies/sweep/sweep_case.hpp"

namespace test_board {

using namespace ohmimo;
using namespace ohmimo::sweep;

const std::string small_study =
    "users = 2\ndetector = ['zf', 'mmse', 'rram-zf']\ncycles = [1, 2]\nmin-errors = 60\nmin-error-channels = 30\n"
    "[study]\nunit-frames = 1\nrelative-error = 0.3\n[axes]\nrx = [4, 8]\n";

// All that counts, in one line per curve.
std::vector<std::string> counted(const SweepCase& made) {
  std::vector<std::string> lines;
  for (const counts::StoredPoint& point : made.store.points())
    for (const counts::CurveCount& curve : point.tally.curves)
      lines.push_back(std::to_string(point.record.configuration) + point.record.role +
                      std::to_string(point.record.snr_db) + point.tally.stop + " " +
                      std::to_string(point.tally.counted_units) + " " + std::to_string(curve.errors.bit_errors) + " " +
                      std::to_string(curve.sum_product_frame));
  std::ranges::sort(lines);
  return lines;
}

// Works through a board with many units in hand, which are finished in any order; sometimes starts again from the
// store.
void run_in_disorder(SweepCase& made, unsigned seed) {
  std::mt19937 random(seed);
  auto board = std::make_unique<Board>(made.study, made.runs, Shard{}, made.store);
  UnitRunner runner(made.runs);
  std::vector<Job> in_hand;
  while (!board->done()) {
    while (in_hand.size() < 1 + random() % 12)
      if (const auto job = board->next({}))
        in_hand.push_back(*job);
      else
        break;
    REQUIRE_FALSE(in_hand.empty());
    std::swap(in_hand.back(), in_hand[random() % in_hand.size()]);
    board->finished(*runner.run(in_hand.back(), never));
    in_hand.pop_back();
    made.store.write(board->take_batch());
    if (random() % 20 == 0) {  // killed: what was in hand is lost
      in_hand.clear();
      board = std::make_unique<Board>(made.study, made.runs, Shard{}, made.store);
    }
  }
}

TEST_CASE("board: the same counts in any order, with any number in work, and after losses") {
  SweepCase plain(small_study);
  plain.run(1);
  const std::vector<std::string> wanted = counted(plain);
  CHECK(wanted.size() > 40);
  for (const unsigned seed : {1u, 2u, 3u}) {
    SweepCase disorderly(small_study);
    run_in_disorder(disorderly, seed);
    CHECK(counted(disorderly) == wanted);
  }
}

TEST_CASE("board: a unit counted wrongly changes what counts") {  // the comparison above sees it
  SweepCase plain(small_study), wrong(small_study);
  plain.run(1);
  Board board(wrong.study, wrong.runs, {}, wrong.store);
  UnitRunner runner(wrong.runs);
  bool planted = false;
  while (const auto job = board.next({})) {
    counts::UnitRecord unit = *runner.run(*job, never);
    if (!planted) unit.curves[0].errors.bit_errors += 1;
    planted = true;
    board.finished(std::move(unit));
    wrong.store.write(board.take_batch());
  }
  CHECK(counted(wrong) != counted(plain));
}

TEST_CASE("board: a finished study has nothing to do; shards share it out") {
  SweepCase made(small_study);
  made.run();
  Board again(made.study, made.runs, {}, made.store);
  CHECK(again.done());
  CHECK(again.take_batch().empty());
  CHECK(again.units_from_store() > 0);

  SweepCase shared(small_study);
  Board first(shared.study, shared.runs, {0, 2}, shared.store);
  CHECK(first.configurations().size() == 1);
  CHECK(first.configurations()[0].name == "rx=4");
}

TEST_CASE("board: points end by bits, frames and errors as asked") {
  const auto stop_of = [](const std::string& run_keys, const std::string& study_keys) {
    SweepCase made("rx = 4\nusers = 2\ndetector = 'zf'\n" + run_keys + "snr = 6\n[study]\nmode = 'grid'\n" +
                   study_keys);
    made.run(1);
    return made.store.points().front();
  };
  const auto frames = stop_of("max-frames = 3\n", "unit-frames = 1\nrelative-error = 0.0001\n");
  CHECK(frames.tally.stop == "frames");
  CHECK(frames.tally.curves[0].errors.frames == 3);
  const auto bits = stop_of("max-bits = 5000\n", "unit-frames = 1\nrelative-error = 0.0001\n");
  CHECK(bits.tally.stop == "bits");
  CHECK(bits.tally.curves[0].errors.bits >= 5000);
  const auto errors = stop_of("", "relative-error = 0\n");
  CHECK(errors.tally.stop == "errors");
  CHECK(errors.tally.curves[0].errors.bit_errors >= 200);
  const auto width = stop_of("", "relative-error = 0.05\n");
  CHECK(width.tally.stop == "precision");
  const BerInterval interval = ber_interval(width.tally.curves[0].errors);
  CHECK((interval.high - interval.low) / (2.0 * interval.ber) <= 0.05);
}

}  // namespace test_board
