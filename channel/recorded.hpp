// Channels made elsewhere: measured, ray traced or drawn by another program, and the models that give them out again.
#pragma once
#include <complex>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "channel/channel_model.hpp"

namespace ohmimo {

// Matrices over slots, symbols and subcarriers, or (n_path > 0) paths, constant over a slot.
struct ChannelRecord {
  std::size_t n_slot = 0, n_symbol = 1, n_subcarrier = 1, n_rx = 0, n_user = 0, n_path = 0;
  std::vector<std::complex<float>> h = {};     // of matrices: [slot][symbol][subcarrier][rx][user]
  std::vector<std::complex<float>> gain = {};  // of paths: [slot][user][path][rx]; 0 where a user has fewer
  std::vector<double> delay_s = {};            // of paths: [slot][user][path], >= 0
  double scs_hz = 0.0, carrier_hz = 0.0;       // 0 = not known
  std::string normalisation = {};              // as people read it: "E|h|^2 = 1 averaged over users"
  std::string source = {};                     // what it was made by
  std::string seed = {}, config_hash = {};
  std::string read_as = {};  // what was assumed of a file: "axes slot,rx,user (100 x 64 x 8), as usual in ..."

  bool has_paths() const { return n_path > 0; }
  std::size_t n_matrix() const { return n_slot * n_symbol * n_subcarrier; }
  const std::complex<float>* matrix(std::size_t k) const { return h.data() + k * n_rx * n_user; }
};

// The normalisation of a record whose law has unit mean power, as its words say it.
inline constexpr std::string_view unit_mean_power = "E|h|^2 = 1 averaged over users";

// Mean |h|^2 over all that a record holds; of paths, the sum of their powers.
double mean_power(const ChannelRecord& record);

// Scales a record to mean |h|^2 = 1, unless its words say that its law has that already, or keep_gain; read_as tells
// what was done. Throws std::invalid_argument for a record without power.
void normalise(bool keep_gain, ChannelRecord& record);

// Frame f of a run has the next n_channel matrices of a record that holds nothing but one matrix a slot, or slot f of
// one with subcarriers, symbols or paths. After the last it begins again. Seed and SNR point change nothing. Throws
// std::invalid_argument for a record without matrices, or with symbols at an unknown subcarrier spacing; the makers
// throw it where antennas or users differ from those of the record.
FadingLaw recorded_law(std::shared_ptr<const ChannelRecord> record);

}  // namespace ohmimo
