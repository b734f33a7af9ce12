#include "phy/coding/ldpc_decoder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace ohmimo::coding {

void check_decoder(const DecoderConfig& config) {
  if (config.max_iterations < 1 || config.max_iterations > 1000)
    throw std::invalid_argument(fmt::format("iterations must be from 1 to 1000, got {}", config.max_iterations));
}

LdpcDecoder::LdpcDecoder(const CodeShape& code, const DecoderConfig& config, const LdpcKernels& kernels)
    : code_(code),
      config_(config),
      kernels_(kernels),
      graph_(base_graph(code.graph)),
      z_(static_cast<std::size_t>(code.lifting.size)),
      n_room_((z_ + most_lanes - 1) / most_lanes + 1),
      end_shift_(graph_.n_column),
      last_shift_(graph_.n_column),
      quantised_(graph_.n_column * z_),
      llr_(2 * graph_.n_column * n_room_),
      message_(graph_.entries.size() * (n_room_ - 1)),
      bank_(graph_.n_column) {
  check_code(code);
  check_decoder(config);
  rows_.reserve(graph_.n_row);
  edges_.reserve(graph_.entries.size());
}

// Columns that are filler altogether are left out: their soft bits are never the weakest of a check, and positive.
bool LdpcDecoder::is_used(const BaseGraph::Entry& entry) const {
  return entry.column >= graph_.n_info || entry.column * code_.lifting.size < code_.n_block();
}

std::uint32_t LdpcDecoder::shift_of(const BaseGraph::Entry& entry) const {
  return static_cast<std::uint32_t>(entry.shift[code_.lifting.set] % code_.lifting.size);
}

void LdpcDecoder::add_row(int r) {
  const auto z = static_cast<std::uint32_t>(z_);
  DecoderRow row;
  row.first = static_cast<std::uint32_t>(edges_.size());
  for (const BaseGraph::Entry& entry : graph_.row(r)) {
    if (!is_used(entry)) continue;
    const std::uint32_t shift = shift_of(entry), c = static_cast<std::uint32_t>(entry.column);
    const std::uint32_t in_column = static_cast<std::uint32_t>(code_.n_block()) - c * z;  // not filler
    if (entry.column < graph_.n_info && in_column < z) {
      row.filler_edge = static_cast<std::int8_t>(row.n_edge);
      row.filler_first = (in_column + z - shift) % z;
    }
    edges_.push_back({c, (shift + z - last_shift_[c]) % z, (shift + z - end_shift_[c]) % z});
    last_shift_[c] = shift;
    ++row.n_edge;
  }
  rows_.push_back(row);
}

void LdpcDecoder::plan(int n_row) {
  if (rows_.size() == static_cast<std::size_t>(n_row)) return;
  rows_.clear();
  edges_.clear();
  for (const BaseGraph::Entry& entry : graph_.entries)
    if (entry.row < n_row && is_used(entry)) end_shift_[entry.column] = shift_of(entry);
  last_shift_ = end_shift_;  // as soft bits are loaded
  for (int r = 0; r < n_row; ++r) add_row(r);

  const BoxPlusRule rule = box_plus_rule(static_cast<double>(graph_.n_info) / (graph_.n_info + n_row - 2));
  units_per_llr_ = static_cast<float>(rule.units_per_llr), most_llr_ = static_cast<float>(rule.most_llr);
  state_ = {.row = rows_.data(),
            .n_row = rows_.size(),
            .edge = edges_.data(),
            .z = z_,
            .stride = n_room_ * most_lanes,
            .llr = llr_.data()->lane,
            .bank = bank_.data(),
            .message = message_.data()->lane,
            .most_message = static_cast<std::uint8_t>(rule.most_message),
            .n_filler = code_.n_filler % z_};
  std::ranges::copy(rule.less, state_.correction);
}

void LdpcDecoder::load(std::span<const float> llr) {
  const std::size_t n_punctured = code_.n_punctured(), n_info = code_.n_info(),
                    n_used = (graph_.n_info + rows_.size()) * z_;
  std::fill_n(quantised_.begin(), n_punctured, std::int8_t{0});
  kernels_.quantise(llr.data(), n_used - n_punctured, units_per_llr_, most_llr_, quantised_.data() + n_punctured);
  std::fill(quantised_.begin() + code_.n_block(), quantised_.begin() + n_info, known_llr);
  std::ranges::fill(bank_, std::uint8_t{0});
  std::fill_n(message_.begin(), edges_.size() * (n_room_ - 1), LaneRoom{});
  for (std::size_t c = 0; c < graph_.n_info + rows_.size(); ++c) {
    const std::int8_t* from = quantised_.data() + c * z_;
    std::int8_t* to = bank(c, 0);
    std::rotate_copy(from, from + end_shift_[c], from + z_, to);
    std::memmove(to + z_, to, most_lanes);
  }
}

// Whether no information bit is right between 0 and 1: then it would count as 0, and where nothing was received all
// checks hold.
bool LdpcDecoder::decided() const {
  const std::size_t n_column = (code_.n_block() + z_ - 1) / z_;
  for (std::size_t c = 0; c < n_column; ++c)
    if (std::memchr(column(c), 0, z_) != nullptr) return false;
  return true;
}

void LdpcDecoder::decide(std::span<std::uint8_t> info) const {
  for (std::size_t c = 0, first = 0; first < info.size(); ++c, first += z_) {
    const std::size_t n = std::min(z_, info.size() - first), wrapped = std::min<std::size_t>(end_shift_[c], n);
    kernels_.decide(column(c) + z_ - end_shift_[c], wrapped, info.data() + first);
    kernels_.decide(column(c), n - wrapped, info.data() + first + wrapped);
  }
}

DecodeReport LdpcDecoder::decode(std::span<const float> llr, int n_received, std::optional<Crc> crc,
                                 std::span<std::uint8_t> info) {
  if (llr.size() != static_cast<std::size_t>(code_.n_coded()) ||
      info.size() != static_cast<std::size_t>(code_.n_block()))
    throw std::invalid_argument(fmt::format("llr and info must have {} and {} entries, got {} and {}", code_.n_coded(),
                                            code_.n_block(), llr.size(), info.size()));
  // A row whose own parity was not received says nothing.
  const int n_sent_column = (std::clamp(n_received, 0, code_.n_coded()) + code_.lifting.size - 1) / code_.lifting.size;
  plan(std::max(n_core, n_sent_column + 2 - graph_.n_info));
  load(llr);
  DecodeReport report{0, false, false};
  bool done = false;
  while (report.iterations < config_.max_iterations && !done) {
    kernels_.sweep(state_);
    ++report.iterations;
    if (!config_.stop_early && report.iterations < config_.max_iterations) continue;
    report.parity_ok = kernels_.parity_holds(state_) && decided();
    done = report.parity_ok || (crc && core_holds(*crc, info));
  }
  decide(info);
  report.crc_ok = done && (!crc || crc_holds(*crc, info));
  return report;
}

bool LdpcDecoder::core_holds(Crc crc, std::span<std::uint8_t> info) {
  DecoderState core = state_;
  core.n_row = n_core;
  if (!kernels_.parity_holds(core) || !decided()) return false;
  decide(info);
  return crc_holds(crc, info);
}

}  // namespace ohmimo::coding
