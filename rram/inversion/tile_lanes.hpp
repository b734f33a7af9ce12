// Tiles of up to 16 matrices side by side, lane = matrix: ArrayOperator for one vector of each.
#pragma once
#include <optional>

#include "rram/inversion/array_operator.hpp"

namespace ohmimo::rram {

// Physical circuits of one setting.
class TileLanes {
 public:
  explicit TileLanes(std::span<const TileCircuit* const> of);

  // As TileCircuit::apply.
  void apply(const Lanes* in, Lanes* out, Lanes* clamped) const;

 private:
  std::vector<const TileCircuit*> tile_;  // of each lane; they outlive this object
  LaneMatrix gain_;
  std::vector<Lanes> offset_;
  Lanes clamp_{};
};

class OperatorLanes {
 public:
  // of: at least one, of one shape, all with a circuit or none; they outlive this object.
  explicit OperatorLanes(std::span<const ArrayOperator* const> of);

  // As ArrayOperator::apply.
  void apply(const Lanes* in, Lanes* out, ConverterCodes codes, Lanes* scratch) const;

 private:
  LaneMatrix ideal_;
  std::optional<TileLanes> tile_;
};

}  // namespace ohmimo::rram
