#include "apps/studies/nmf/nmf_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "apps/matrix/file_matrix.hpp"
#include "apps/matrix/picture_file.hpp"
#include "apps/results/text_file.hpp"
#include "apps/studies/nmf/picture_quality.hpp"
#include "apps/studies/nnls/nnls_setting.hpp"
#include "apps/text/text.hpp"
#include "apps/text/text_columns.hpp"

namespace ohmimo::nmf {
namespace {

std::string number_text(double value, int digits) {
  return std::isnan(value) ? "-" : fixed_text(value, digits);
}

std::string kind_lines(const Data& data) {
  if (data.kind != DataKind::ratings) return "";
  std::string text = fmt::format("{} ratings to learn from, {} to test with; {:g} to {:g}, mean {:.4f}\n",
                                 data.train.count(), data.test.count(), data.low, data.high, data.mean);
  const PlainRatings plain = plain_ratings(data);
  if (data.test.count() > 0)
    text += fmt::format("test RMSE without factors: mean of all {:.4f}, damped user and item biases {:.4f}\n",
                        plain.mean_rmse, plain.bias_rmse);
  return text;
}

// PSNR or relative error of the factors in so many bits; what they take over what the data takes.
std::string storage_text(const Data& data, const std::vector<NmfRun>& runs, int line_width) {
  const auto m = static_cast<double>(data.problem.n_row()), n = static_cast<double>(data.problem.n_col());
  const double numbers = static_cast<double>(runs.front().factors.w.n_cols) * (m + n);
  std::string text = fmt::format(
      "storage: {:.0f} numbers in W and H for {:.0f}, {:.3f} of them by arithmetic of the rank, whatever computes "
      "them\n",
      numbers, m * n, numbers / (m * n));
  const bool picture = data.kind == DataKind::picture;
  std::vector<TextColumn> columns = {{"factors kept in", 15, '<', 0}, {"bits/pixel", 10, '>', 1}};
  for (std::size_t r = 0; r < runs.size(); ++r) columns.push_back({runs[r].name, 12, '>', static_cast<int>(r) + 2});
  std::vector<std::vector<std::string>> rows;
  for (const int bits : {8, 6, 4, 3}) {
    rows.push_back({fmt::format("{} bits", bits), fmt::format("{:.2f}", bits * numbers / (m * n))});
    for (const NmfRun& run : runs) {
      const rram::NmfFactors kept = kept_in(run.factors, bits);
      const arma::mat model = kept.w * kept.h;
      rows.back().push_back(picture ? fmt::format("{:.2f} dB", psnr_dB(data.dense, arma::clamp(model, 0.0, 255.0)))
                                    : fmt::format("{:.3e}", data.problem.relative_error(kept)));
    }
  }
  return text + text_table(columns, rows, line_width);
}

std::string circuit_lines(const Plan& plan, const std::vector<NmfRun>& runs) {
  std::string text;
  for (const NmfRun& run : runs) {
    if (!run.on_circuit || run.iterations.empty()) continue;
    const rram::NnlsCount& count = run.iterations.back().count;
    const auto per = [&](std::uint64_t all) { return static_cast<double>(all) / run.iterations.back().number; };
    text += fmt::format(
        "{}: an iteration takes {:.6g} analogue solves, {:.6g} cells written, {:.4g} DAC and {:.4g} ADC conversions; "
        "{} op-amps at most; worst solve: {}\n",
        run.name, per(count.analogue_solves), per(count.cells_programmed), per(count.dac), per(count.adc),
        count.amplifiers, rram::status_name(run.status));
  }
  if (const std::string other = nnls::other_problem_text(plan.circuit); !other.empty() && !text.empty())
    text += "NOTE: " + other + "\n";
  return text;
}

std::string name_list(std::string_view column, const std::vector<std::string>& names) {
  std::string text = fmt::format("{}\n", column);
  for (const std::string& name : names)
    text += name.find_first_of(",\"") == std::string::npos ? name + "\n" : in_quotes(name) + "\n";
  return text;
}

std::string file_word(std::string name) {
  std::ranges::replace(name, ' ', '_');
  return name;
}

}  // namespace

std::string head_text(const Data& data, const Plan& plan, const Config& config) {
  std::string text;
  for (const std::string& note : data.notes) text += note + "\n";
  text += fmt::format("{}: {} x {}, rank {}, {} iterations, ridge {:g}, seed {}\n", one_line(data.name),
                      data.problem.n_row(), data.problem.n_col(), plan.rank, plan.iterations, plan.ridge, plan.seed);
  text += kind_lines(data);
  if (std::ranges::find(plan.algorithms, "anls") != plan.algorithms.end())
    text += fmt::format(
        "anls on the circuit: {}; fidelity {}, one solve a row and a column, the fixed factor written "
        "anew each half iteration\n",
        nnls::circuit_text(plan.circuit), config.solver.fidelity);
  return text;
}

std::string summary_text(const Data& data, const Plan& plan, const std::vector<NmfRun>& runs, int line_width) {
  std::vector<TextColumn> columns = {{"algorithm", 11, '<', 0}, {"iterations", 10, '>', 5}, {"rel. error", 10, '>', 1}};
  if (data.kind == DataKind::picture) columns.insert(columns.end(), {{"PSNR dB", 8, '>', 2}, {"SSIM", 7, '>', 3}});
  if (data.kind == DataKind::ratings)
    columns.insert(columns.end(), {{"train RMSE", 10, '>', 3}, {"test RMSE", 10, '>', 2}});
  columns.push_back({"simulated in", 12, '>', 6});
  std::vector<std::vector<std::string>> rows;
  for (const NmfRun& run : runs) {
    const Iteration& last = run.iterations.back();
    std::vector<std::string>& row = rows.emplace_back();
    row = {run.name, std::to_string(last.number), fmt::format("{:.4e}", last.relative_error)};
    if (data.kind == DataKind::picture) {
      row.push_back(number_text(last.psnr_dB, 2));
      row.push_back(number_text(last.ssim, 3));
    }
    if (data.kind == DataKind::ratings) {
      row.push_back(number_text(last.train_rmse, 4));
      row.push_back(number_text(last.test_rmse, 4));
    }
    row.push_back(fmt::format("{:.2f} s", run.seconds));
  }
  std::string text = text_table(columns, rows, line_width) + circuit_lines(plan, runs);
  if (data.kind != DataKind::ratings) text += storage_text(data, runs, line_width);
  return text;
}

std::string suggestion_text(const Data& data, const NmfRun& run, const std::string& user, int count, int line_width) {
  const auto found = std::ranges::find(data.users, user);
  if (found == data.users.end())
    throw std::invalid_argument(
        fmt::format("user must be one of the {} that rated, got {}", data.users.size(), in_quotes(user)));
  const auto row = static_cast<std::uint32_t>(found - data.users.begin());
  std::vector<std::vector<std::string>> rows;
  for (const Suggestion& one : best_items(data, run.factors, row, static_cast<std::size_t>(count)))
    rows.push_back({data.items[one.item], fmt::format("{:.3f}", one.rating)});
  const std::vector<TextColumn> columns = {{"item", 8, '<', 0}, {"rating expected", 15, '>', 1}};
  return fmt::format("best for user {} by {}, without the {} rated to learn from:\n", one_line(user), run.name,
                     data.train.columns(row).size()) +
         text_table(columns, rows, line_width);
}

std::vector<std::string> write_factors(const Data& data, const std::vector<NmfRun>& runs, const std::string& ending,
                                       const std::filesystem::path& folder) {
  std::vector<std::string> names;
  const auto write = [&](const std::string& stem, const arma::mat& factor) {
    names.push_back(fmt::format("{}.{}", stem, ending));
    matrix::write_matrix({arma::cx_mat(factor, arma::zeros(arma::size(factor))), false}, folder / names.back());
  };
  for (const NmfRun& run : runs) {
    write("w_" + file_word(run.name), run.factors.w);
    write("h_" + file_word(run.name), run.factors.h);
    if (data.kind != DataKind::picture) continue;
    names.push_back(fmt::format("picture_{}.png", file_word(run.name)));
    matrix::write_png(run.factors.w * run.factors.h, folder / names.back());
  }
  if (data.kind != DataKind::ratings) return names;
  write_text_file(folder / "users.csv", name_list("user", data.users));
  write_text_file(folder / "items.csv", name_list("item", data.items));
  names.insert(names.end(), {"users.csv", "items.csv"});
  return names;
}

}  // namespace ohmimo::nmf
