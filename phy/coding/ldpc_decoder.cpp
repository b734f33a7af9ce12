#include "phy/coding/ldpc_decoder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace ohmimo::coding {
namespace {

constexpr int n_core = 4;  // rows without which the core parity is unknown

}  // namespace

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
      stride_((z_ + most_lanes - 1) / most_lanes * most_lanes + most_lanes),
      end_shift_(graph_.n_column),
      quantised_(graph_.n_column * z_),
      llr_(2 * graph_.n_column * stride_),
      message_(graph_.entries.size() * (stride_ - most_lanes)),
      bank_(graph_.n_column) {
  check_decoder(config);
  rows_.reserve(graph_.n_row);
  edges_.reserve(graph_.entries.size());
}

// Columns that are filler altogether are left out: their soft bits are never the smallest of a check, and positive.
void LdpcDecoder::plan(int n_row) {
  if (rows_.size() == static_cast<std::size_t>(n_row)) return;
  const double code_rate = static_cast<double>(graph_.n_info) / (graph_.n_info + n_row - 2);
  const BoxPlusRule rule = box_plus_rule(code_rate);
  rows_.clear(), edges_.clear();
  const std::size_t n_block = code_.n_block(), n_info = graph_.n_info;
  const std::size_t part = n_block / z_,
                    n_whole = (n_block + z_ - 1) / z_;  // filler from n_whole on, in part in `part`
  std::vector<std::uint32_t>& at = end_shift_;
  const auto z = static_cast<std::uint32_t>(z_);
  for (int pass = 0; pass < 2; ++pass)  // the first one only finds end_shift
    for (int r = 0; r < n_row; ++r) {
      DecoderRow row;
      row.first = static_cast<std::uint32_t>(edges_.size());
      for (const BaseGraph::Entry& entry : graph_.row(r)) {
        const std::size_t c = entry.column;
        if (c >= n_whole && c < n_info) continue;
        const std::uint32_t shift = static_cast<std::uint32_t>(entry.shift[code_.lifting.set] % z_);
        if (pass == 1) {
          if (c == part && part < n_whole) {
            row.filler_edge = static_cast<std::int8_t>(row.n_edge);
            row.filler_first = static_cast<std::uint32_t>((n_block % z_ + z_ - shift) % z_);
          }
          edges_.push_back({static_cast<std::uint32_t>(c), (shift + z - at[c]) % z, shift});
        }
        at[c] = shift, ++row.n_edge;
      }
      if (pass == 1) rows_.push_back(row);
    }
  for (DecoderEdge& edge : edges_)
    edge.end_shift = static_cast<std::uint32_t>((edge.end_shift + z_ - end_shift_[edge.column]) % z_);
  units_per_llr_ = static_cast<float>(rule.units_per_llr), most_llr_ = static_cast<float>(rule.most_llr);
  state_ = {.row = rows_.data(),
            .n_row = rows_.size(),
            .edge = edges_.data(),
            .z = z_,
            .stride = stride_,
            .llr = llr_.data(),
            .bank = bank_.data(),
            .message = message_.data(),
            .most_message = static_cast<std::uint8_t>(rule.most_message),
            .n_filler = n_whole * z_ - n_block};
  std::ranges::copy(rule.less, state_.correction);
}

void LdpcDecoder::load(std::span<const float> llr) {
  const std::size_t n_punctured = code_.n_punctured(), n_info = code_.n_info(),
                    n_used = (graph_.n_info + rows_.size()) * z_;
  std::fill_n(quantised_.begin(), n_punctured, std::int8_t{0});
  kernels_.quantise(llr.data(), n_used - n_punctured, units_per_llr_, most_llr_, quantised_.data() + n_punctured);
  std::fill(quantised_.begin() + code_.n_block(), quantised_.begin() + n_info, known_llr);
  std::ranges::fill(bank_, std::uint8_t{0});
  std::fill_n(message_.begin(), edges_.size() * (stride_ - most_lanes), std::int8_t{0});
  for (std::size_t c = 0; c < graph_.n_info + rows_.size(); ++c) {
    const std::int8_t* from = quantised_.data() + c * z_;
    std::int8_t* to = llr_.data() + 2 * c * stride_;
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
  while (report.iterations < config_.max_iterations && !report.parity_ok) {
    kernels_.sweep(state_);
    ++report.iterations;
    if (config_.stop_early || report.iterations == config_.max_iterations)
      report.parity_ok = kernels_.parity_holds(state_) && decided();
  }
  decide(info);
  report.crc_ok = report.parity_ok && (!crc || crc_holds(*crc, info));
  return report;
}

}  // namespace ohmimo::coding
