// Without MPI.
#include "apps/cluster/ranks.hpp"

namespace ohmimo::cluster {

struct Ranks::Mpi {};

Ranks::Ranks() = default;
Ranks::~Ranks() = default;
bool Ranks::has_mpi() {
  return false;
}
int Ranks::rank() const {
  return 0;
}
int Ranks::size() const {
  return 1;
}
std::string Ranks::shared(const std::string& text) const {
  return text;
}
int Ranks::count_others(int) {
  return 0;
}
void Ranks::serve(sweep::Dispatcher&) {}
bool Ranks::others_are_done() const {
  return true;
}
void Ranks::work(const std::vector<Run>&, int, const std::atomic<bool>&) const {}

}  // namespace ohmimo::cluster
