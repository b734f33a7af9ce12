// `ohmimo ber`: bit error rate over SNR.
#pragma once
#include "apps/commands/command.hpp"
#include "apps/commands/run_output.hpp"
#include "apps/config/run.hpp"

namespace ohmimo {

Command ber_command();

struct BerOutput {
  OutputFlags flags = {};
  bool json = false;                     // ber.json is written beside ber.csv
  bool per_user = false;                 // ber_users.csv: the rows of each user
  double min_ber = 1e-6;                 // no point after one where every curve is below; the picture ends there
  double target_ber = 1e-3;              // at which the SNR of every curve is printed
  double min_bler = 1e-3;                // min_ber of a coded link, by its block errors
  std::string target_bler = "0.1,0.01";  // of a coded link, likewise
  std::string record = {};               // the options of the command's own

  std::vector<double> target_blers() const;  // throws std::invalid_argument for what is no list of rates
};

// Returns the exit code: 0, 130 or 143 after a signal, 1 if a picture is missing. Throws std::invalid_argument if the
// output folder cannot be used; nothing has been written then.
int run_ber(const Run& run, const BerOutput& output = {});

}  // namespace ohmimo
