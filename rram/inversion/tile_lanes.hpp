// Tiles of up to 16 matrices side by side, lane = matrix: ArrayOperator for one vector of each.
#pragma once
#include <optional>

#include "rram/inversion/array_operator.hpp"

namespace ohmimo::rram {

// The output stages of physical circuits of one setting.
class TileStages {
 public:
  explicit TileStages(std::span<const TileCircuit* const> of);

  // out, the products of in, as TileCircuit::apply leaves them.
  void finish(const Lanes* in, Lanes* out, Lanes& clamped) const;

 private:
  std::vector<const TileCircuit*> tile_;  // of each lane; they outlive this object
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
  LaneMatrix matrix_;
  std::optional<TileStages> stages_;  // none: ideal op-amps
};

}  // namespace ohmimo::rram
