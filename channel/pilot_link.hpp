// The pilots of a slot on their way: sent by all users, received with noise, and what the receiver makes of them.
#pragma once
#include "channel/response.hpp"
#include "channel/slot_config.hpp"
#include "phy/estimation/channel_estimator.hpp"

namespace ohmimo {

// Used by one thread at a time.
class PilotLink {
 public:
  // Throws std::invalid_argument for pilots that do not hold so many users.
  PilotLink(const SlotConfig& slot, EstimatorKind kind, int n_user);

  const PilotGrid& pilots() const { return pilots_; }

  // Sends the pilots through the channel of every subcarrier at its own time. id names their noise, of power noise_var
  // per antenna.
  void send(const FrameId& id, const PathSet& paths, double noise_var);
  PilotsReceived& received() { return received_; }

  // Hands what is received to the estimator; paths are the prior of lmmse.
  void listen(const PathSet& paths, double noise_var);

  // The receiver's channel at a symbol; returns its error variance, averaged over users and subcarriers.
  float estimate(std::size_t symbol, const SubcarrierRange& range, MatrixBatch& h_hat) {
    return estimator_.estimate(static_cast<int>(symbol), range, h_hat);
  }
  double noise_var() const { return estimator_.noise_var(); }  // N0 as the receiver has it

 private:
  void send_piece(std::size_t pilot, std::size_t first, std::size_t n, const PathSet& paths);

  PilotGrid pilots_;
  ChannelEstimator estimator_;
  FrequencyAxis axis_;
  FrequencyResponse response_;
  PilotsReceived received_;
  MatrixBatch h_, x_, y_;
};

}  // namespace ohmimo
