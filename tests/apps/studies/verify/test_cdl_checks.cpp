// The rows of `ohmimo verify channel` for CDLs: the tables pass, and each planted error is seen where it belongs.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>

#include "apps/studies/verify/cdl_checks.hpp"

namespace test_cdl_checks {

using namespace ohmimo;
using namespace ohmimo::verify;

std::string failed_names(const std::vector<Check>& checks) {
  std::string names;
  for (const Check& check : checks)
    if (check_status(check) == CheckStatus::fail) names += check.name + "\n";
  return names;
}

bool seen(const CdlTable& drawn, const CdlTable& truth, const std::string& name) {
  const std::string failed = failed_names(cdl_checks(drawn, truth, 1, 5000));
  INFO(failed);
  CHECK(failed.find(name) != std::string::npos);
  return failed.find(name) != std::string::npos;
}

TEST_CASE("all five tables pass") {
  CHECK(cdl_check_groups().size() == 5);
  for (const char letter : {'a', 'b', 'c', 'd', 'e'}) {
    const CdlTable table = load_cdl(letter);
    INFO(table.name);
    CHECK(failed_names(cdl_checks(table, table, 1, 5000)) == "");
  }
}

TEST_CASE("cross-polar ratio of the wrong sign") {
  CdlTable wrong = load_cdl('a');
  wrong.xpr_db = -wrong.xpr_db;
  CHECK(seen(wrong, load_cdl('a'), "horizontal power"));
}

TEST_CASE("departure and arrival swapped") {
  CdlTable wrong = load_cdl('b');
  for (ProfileRow& row : wrong.profile.rows) {
    std::swap(row.aod_deg, row.aoa_deg);
    std::swap(row.zod_deg, row.zoa_deg);
  }
  std::swap(wrong.c_asd_deg, wrong.c_asa_deg);
  std::swap(wrong.c_zsd_deg, wrong.c_zsa_deg);
  CHECK(seen(wrong, load_cdl('b'), "half a wavelength"));
  CHECK(seen(wrong, load_cdl('b'), "circular spread ASD"));
}

TEST_CASE("Doppler from the angles of the base station") {
  CdlTable wrong = load_cdl('c');
  for (ProfileRow& row : wrong.profile.rows) {
    row.aoa_deg = row.aod_deg;
    row.zoa_deg = row.zod_deg;
  }
  wrong.c_asa_deg = wrong.c_asd_deg;
  wrong.c_zsa_deg = wrong.c_zsd_deg;
  CHECK(seen(wrong, load_cdl('c'), "over 1 ms"));
}

TEST_CASE("line of sight as a cluster of twenty rays") {
  CdlTable wrong = load_cdl('d');
  wrong.profile.rows.front().line_of_sight = false;
  CHECK(seen(wrong, load_cdl('d'), "horizontal power"));
}

TEST_CASE("a wrong digit in a power, K of the first cluster alone, and delays that are not those of the table") {
  CdlTable wrong = load_cdl('a');
  wrong.profile.rows[1].power_db += 1.5;
  CHECK(seen(wrong, load_cdl('a'), "powers of 23 rows"));
  CdlTable loud = load_cdl('e');
  loud.profile.rows.front().power_db += 2.0;
  CHECK(seen(loud, load_cdl('e'), "K: line of sight"));
  CdlTable late = load_cdl('b');
  for (ProfileRow& row : late.profile.rows) row.delay *= 1.1;
  CHECK(seen(late, load_cdl('b'), "delay spread"));
  CdlTable early = load_cdl('b');
  for (ProfileRow& row : early.profile.rows) row.delay *= -1.0;
  CHECK(seen(early, load_cdl('b'), "over 0.2 MHz, imaginary part"));
}

}  // namespace test_cdl_checks
