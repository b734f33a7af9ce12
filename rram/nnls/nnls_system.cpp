#include "rram/nnls/nnls_system.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <span>
#include <stdexcept>

#include "rram/cells/cell_effects.hpp"
#include "rram/nnls/lane_nnls.hpp"
#include "rram/nnls/masked_nnls.hpp"
#include "rram/nnls/nnls_circuit.hpp"
#include "rram/numbers/require.hpp"

namespace ohmimo::rram {

struct NnlsSystem::Impl {
  NnlsConfig config;
  arma::mat a;
  bool finite = false;
  NnlsArrays arrays;
  arma::vec offset_V;                  // see NnlsCircuit
  std::optional<NnlsCircuit> circuit;  // with all rows on; none if A is not finite
  std::optional<RowsOfArrays> rows;    // where right-hand sides may go side by side
};

namespace {

using Status = NnlsReport::Status;

Status status_of(CircuitStatus status) {
  switch (status) {
    case CircuitStatus::settled:
      return Status::solved;
    case CircuitStatus::saturated:
      return Status::saturated;
    case CircuitStatus::unstable:
      return Status::unstable;
    case CircuitStatus::undetermined:
      break;
  }
  return Status::undetermined;
}

bool usable(Status status) {
  return status == Status::solved || status == Status::saturated;
}

// One right-hand side on its way: y is x in the units of the scaled matrix.
struct Solving {
  const NnlsConfig& config;
  const NnlsCircuit& circuit;
  arma::vec b, y;
  arma::uvec above;
  Status status = Status::solved;

  // r = b - A y exactly, then d from the circuit.
  void cycle(int number, NnlsReport& report) {
    const arma::mat& a = circuit.arrays().exact;
    const arma::vec r = b - a * y;
    CircuitInput input{.right = {}, .lowest = -y, .off = arma::uvec(y.n_elem, arma::fill::zeros)};
    input.by_rows = config.drive == NnlsDrive::rows || (config.drive == NnlsDrive::rows_first && number == 0);
    const arma::vec g = a.t() * r;
    if (number > 0)
      for (arma::uword j = 0; j < y.n_elem; ++j) input.off(j) = y(j) > 0.0 || g(j) > 0.0 ? 0 : 1;
    input.right = input.by_rows ? r : g;
    if (!input.by_rows) input.right.elem(arma::find(input.off)).zeros();  // they would take the range of the DAC
    const CircuitOutput output = circuit.solve(input);
    y = arma::clamp(arma::vec(y + output.d), 0.0, arma::datum::inf);
    above = output.above;
    // An output at its lowest level means x_j = 0. What the ADC reads there would leave a large g_j, which takes the
    // range of the DAC.
    if (number > 0 && usable(status_of(output.status))) y.elem(arma::find(above == 0)).zeros();
    count(input, output, number, report);
    status = std::max(status, status_of(output.status));
  }

  void count(const CircuitInput& input, const CircuitOutput& output, int number, NnlsReport& report) const {
    ++report.ops.analogue_solves;
    report.ops.exact_products += number > 0 ? 2 : (input.by_rows ? 0 : 1);
    report.ops.dac += input.by_rows ? b.n_elem : y.n_elem;
    report.ops.adc += y.n_elem;
    report.clamped_outputs += output.clamped;
    report.most_trials = std::max(report.most_trials, output.trials);
    report.slowest_rate_per_s = std::min(report.slowest_rate_per_s, output.slowest_rate_per_s);
    if (!std::isnan(output.settling_s)) report.settling_s = std::fmax(report.settling_s, output.settling_s);
  }
};

void validate(const NnlsSystem::Impl& system, const NnlsQuery& query) {
  const arma::uword m = system.a.n_rows, count = query.rows ? query.rows->n_elem : m;
  if (query.b.n_elem != count)
    throw std::invalid_argument(fmt::format("right-hand sides must have {} elements, got {}", count, query.b.n_elem));
  for (arma::uword i = 0; query.rows && i < count; ++i) {
    const arma::uword row = (*query.rows)(i);
    if (row >= m) throw std::invalid_argument(fmt::format("rows must be below {}, got {}", m, row));
    if (i > 0 && row <= (*query.rows)(i - 1))
      throw std::invalid_argument(fmt::format("rows must ascend, got {} after {}", row, (*query.rows)(i - 1)));
  }
  require(query.ridge >= 0.0 && std::isfinite(query.ridge), "ridge must be >= 0 and finite", query.ridge);
}

// The KKT residual for A and b as given, of the rows that are on and the ridge.
KktResidual judge(const arma::mat& a, const arma::vec& x, const NnlsQuery& query) {
  if (!query.rows && query.ridge == 0.0) return kkt_residual(a, x, query.b);
  arma::mat used = query.rows ? arma::mat(a.rows(*query.rows)) : a;
  arma::vec right = query.b;
  if (query.ridge > 0.0) {
    used = arma::join_cols(used, std::sqrt(query.ridge) * arma::eye(a.n_cols, a.n_cols));
    right = arma::join_cols(right, arma::vec(a.n_cols, arma::fill::zeros));
  }
  return kkt_residual(used, x, right);
}

// x of one query that can be solved; adds to the report.
Status run_cycles(const NnlsSystem::Impl& system, const NnlsQuery& query, arma::uword place, arma::vec& x,
                  NnlsReport& report, NnlsLog* log) {
  std::optional<NnlsCircuit> own;
  if (query.rows || query.ridge > 0.0)
    own.emplace(system.arrays, use_rows(system.arrays, query, system.config.fidelity.wires), system.config,
                system.offset_V);
  const NnlsCircuit& circuit = own ? *own : *system.circuit;
  arma::vec right(circuit.arrays().n_row(), arma::fill::zeros);
  right.elem(circuit.place()) = query.b;
  const arma::uword k = system.arrays.column.n_elem;
  Solving solving{system.config, circuit, right, arma::vec(k, arma::fill::zeros), arma::uvec(k, arma::fill::zeros)};
  for (int cycle = 0; cycle < system.config.cycles && usable(solving.status); ++cycle) {
    solving.cycle(cycle, report);
    if (log != nullptr && usable(solving.status)) log->x[cycle].row(place) = system.arrays.expand(solving.y).t();
  }
  if (usable(solving.status)) x = system.arrays.expand(solving.y);
  for (arma::uword p = 0; p < k; ++p) report.active(place, system.arrays.column(p)) = solving.above(p);
  report.ops.amplifiers = std::max<std::uint64_t>(report.ops.amplifiers, circuit.amplifiers());
  return solving.status;
}

arma::vec solve_one(const NnlsSystem::Impl& system, const NnlsQuery& query, arma::uword place, NnlsReport& report,
                    NnlsLog* log) {
  arma::vec x(system.a.n_cols, arma::fill::zeros);
  Status status = Status::not_finite;
  if (system.finite && query.b.is_finite()) {
    const bool nothing = system.arrays.column.is_empty() || (query.b.is_empty() && query.ridge == 0.0);
    status = nothing ? Status::solved : run_cycles(system, query, place, x, report, log);
  }
  if (!x.is_finite()) {
    status = Status::not_finite;
    x.zeros();
  }
  report.query_status[place] = status;
  report.kkt[place] = status == Status::not_finite ? KktResidual{} : judge(system.a, x, query);
  return x;
}

// Queries that go side by side, 16 at a time; what lanes leave open goes on in NnlsCircuit.
class LaneSolving {
 public:
  LaneSolving(const NnlsSystem::Impl& system, arma::mat& x, NnlsReport& report)
      : system_(system),
        x_(x),
        report_(report),
        masked_(*system.rows, system.arrays, system.config),
        found_(n_lane, x.n_cols),
        active_(n_lane, x.n_cols, arma::fill::zeros) {}

  // Returns the places of those that are open.
  std::vector<arma::uword> solve(const std::vector<NnlsQuery>& queries) {
    for (arma::uword v = 0; v < queries.size(); ++v) {
      const NnlsQuery& query = queries[v];
      const bool suits = !query.b.is_empty() && query.b.is_finite() && query.b.min() >= 0.0;
      if (!suits || (!query.rows && query.ridge > 0.0)) {
        open_.push_back(v);
        continue;
      }
      Group& group = query.rows ? of_rows_ : of_all_;
      group.place.push_back(v);
      group.query.push_back(&query);
      if (group.place.size() == n_lane) run(group);
    }
    for (Group* group : {&of_rows_, &of_all_})
      if (!group->place.empty()) run(*group);
    return std::move(open_);
  }

 private:
  struct Group {
    std::vector<arma::uword> place;
    std::vector<const NnlsQuery*> query;
  };

  void run(Group& group) {
    std::span<const LaneAnswer> answers;
    if (&group == &of_rows_) {
      answers = masked_.solve(group.query, found_, active_);
    } else {
      std::vector<const arma::vec*> b;
      for (const NnlsQuery* query : group.query) b.push_back(&query->b);
      if (!whole_) whole_.emplace(system_.a, system_.arrays, system_.config);
      answers = whole_->solve(b, 0, found_, active_);
    }
    for (std::size_t l = 0; l < answers.size(); ++l)
      if (answers[l].solved)
        take(answers[l], l, *group.query[l], group.place[l]);
      else
        open_.push_back(group.place[l]);
    group = {};
  }

  void take(const LaneAnswer& answer, std::size_t lane, const NnlsQuery& query, arma::uword place) {
    x_.row(place) = found_.row(lane);
    report_.active.row(place) = active_.row(lane);
    report_.query_status[place] = Status::solved;
    report_.kkt[place] = answer.kkt;
    report_.most_trials = std::max(report_.most_trials, answer.trials);
    const arma::uword k = system_.arrays.column.n_elem, rows = query.b.n_elem + (query.ridge > 0.0 ? k : 0);
    const bool banks = system_.config.circuit == RegressionKind::two_banks;
    ++report_.ops.analogue_solves;
    report_.ops.dac += rows;
    report_.ops.adc += k;
    report_.ops.amplifiers = std::max<std::uint64_t>(report_.ops.amplifiers, k + (banks ? rows : 0));
  }

  const NnlsSystem::Impl& system_;
  arma::mat& x_;
  NnlsReport& report_;
  std::optional<LaneNnls> whole_;  // made when needed: it takes as long as some solves
  MaskedNnls masked_;
  arma::mat found_;
  arma::umat active_;
  Group of_rows_, of_all_;
  std::vector<arma::uword> open_;
};

std::vector<arma::uword> all_places(std::size_t count) {
  std::vector<arma::uword> all(count);
  std::iota(all.begin(), all.end(), 0);
  return all;
}

}  // namespace

NnlsReport NnlsSystem::solve(const std::vector<NnlsQuery>& queries, arma::mat& x, NnlsLog* log) const {
  for (const NnlsQuery& query : queries) validate(*impl_, query);
  x.zeros(queries.size(), impl_->a.n_cols);
  NnlsReport report;
  report.problem = solved_problem(impl_->config);
  report.ops.cells_programmed = impl_->arrays.cells;
  report.active.zeros(x.n_rows, x.n_cols);
  if (log != nullptr)
    log->x.assign(static_cast<std::size_t>(impl_->config.cycles), arma::mat(arma::size(x), arma::fill::zeros));
  report.query_status.assign(queries.size(), Status::not_run);
  report.kkt.resize(queries.size());
  const bool lanes = impl_->rows.has_value();
  const std::vector<arma::uword> open =
      lanes ? LaneSolving(*impl_, x, report).solve(queries) : all_places(queries.size());
  if (lanes && log != nullptr) log->x.front() = x;
  for (const arma::uword v : open) x.row(v) = solve_one(*impl_, queries[v], v, report, log).t();
  if (queries.empty()) return report;
  report.status = *std::ranges::max_element(report.query_status);
  report.worst_kkt = 0.0;
  for (const KktResidual& one : report.kkt)
    if (const double largest = one.largest(); std::isnan(largest) || largest > report.worst_kkt)
      report.worst_kkt = largest;
  return report;
}

NnlsReport NnlsSystem::solve(const arma::mat& b, arma::mat& x, NnlsLog* log) const {
  std::vector<NnlsQuery> queries(b.n_rows);
  const arma::mat columns = b.t();  // neighbours in memory
  for (arma::uword v = 0; v < b.n_rows; ++v) queries[v].b = columns.col(v);
  return solve(queries, x, log);
}

const NnlsArrays& NnlsSystem::arrays() const {
  return impl_->arrays;
}

const NnlsConfig& NnlsSystem::config() const {
  return impl_->config;
}

RegressionCircuit NnlsSystem::circuit() const {
  return draw_circuit(impl_->arrays, use_rows(impl_->arrays, {}, false), impl_->config);
}

NnlsSystem program_nnls(const arma::mat& a, const NnlsConfig& config, RngStream& device) {
  validate(config);
  if (a.is_empty()) throw std::invalid_argument(fmt::format("matrix must not be empty, got {}x{}", a.n_rows, a.n_cols));
  const auto impl = std::make_shared<NnlsSystem::Impl>();
  impl->config = config;
  impl->a = a;
  impl->finite = a.is_finite();
  if (!impl->finite) return NnlsSystem(impl);
  require(a.min() >= 0.0, "matrix elements must be >= 0", a.min());
  RngStream copy = device;
  RngStream offsets(draw_name(copy), Purpose::device_program, 3);  // 0 to 2 name the effects of the cells
  impl->arrays = write_nnls_arrays(a, impl->config, device);
  const double sigma_V = config.fidelity.circuit ? config.analogue.circuit.amplifier.offset_sigma_V : 0.0;
  if (sigma_V > 0.0) {
    impl->offset_V.set_size(a.n_rows + 2 * impl->arrays.column.n_elem);
    for (double& value : impl->offset_V) value = sigma_V * offsets.normal();
  }
  impl->circuit.emplace(impl->arrays, use_rows(impl->arrays, {}, false), impl->config, impl->offset_V);
  if (LaneNnls::suits(config, impl->circuit->ideal(), impl->arrays)) impl->rows.emplace(a, impl->arrays);
  return NnlsSystem(impl);
}

}  // namespace ohmimo::rram
