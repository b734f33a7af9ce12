// What `ohmimo loss` says and writes of the losses it found.
#pragma once
#include <string>
#include <vector>

#include "apps/config/run.hpp"
#include "apps/results/table.hpp"
#include "apps/studies/loss/channel_loss.hpp"

namespace ohmimo::loss {

// Median and worst decile of the channels, and how many are served after each cycle.
std::string loss_summary(const std::vector<ChannelLoss>& losses, const LossConfig& rule);
std::string ensemble_summary(const EnsembleLoss& ensemble, const LossConfig& rule);

// One row of loss.csv: a channel, and beside each what holds for all of them.
struct LossLine {
  std::size_t number;
  const ChannelLoss& loss;
  const EnsembleLoss* ensemble;  // null = not known
  const LossConfig& rule;
  const Run& run;
};
Columns<LossLine> loss_columns(int max_cycles);
Table loss_table(const std::vector<ChannelLoss>& losses, const EnsembleLoss* ensemble, const LossConfig& rule,
                 const Run& run);

}  // namespace ohmimo::loss
