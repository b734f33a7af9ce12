// Pictures of a ranking.
#pragma once
#include <string>
#include <vector>

#include "apps/studies/sweep/ranking.hpp"

namespace ohmimo::sweep {

// The gnuplot commands for plot.png and plot.svg; "" where no row has what is drawn.
//   snr      SNR at the target of every configuration and detector, with intervals
//   latency  modelled latency over the SNR that a user needs, the Pareto front ringed
std::string snr_script(const Study& study, const std::vector<Run>& runs, const std::vector<RankRow>& rows);
std::string latency_script(const Study& study, const std::vector<Run>& runs, const std::vector<RankRow>& rows);

}  // namespace ohmimo::sweep
