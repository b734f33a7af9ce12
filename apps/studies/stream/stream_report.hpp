// What a received stream comes to: rows in the columns of `ohmimo ber`, the account of every antenna, and sentences.
#pragma once
#include <string>
#include <vector>

#include "apps/config/run.hpp"
#include "apps/results/table.hpp"
#include "apps/stream/receiver.hpp"
#include "apps/stream/sender.hpp"
#include "apps/studies/ber/ber_rows.hpp"

namespace ohmimo::stream_study {

// run with the detectors that gave the totals.
Run run_with(const Run& run, const stream::DetectionTotals& totals);

// Of the detectors in use, one row a curve; run is that of the receiver.
std::vector<ber::BerRow> stream_rows(const Run& run, const stream::DetectionTotals& totals, double seconds);

// One row an antenna: eAxC and what became of its packets.
Table antenna_table(const stream::Accounts& accounts, const stream::StreamShape& shape);

// One row a curve and user: EVM.
Table quality_table(const stream::DetectionTotals& totals);

// Every counter and figure that has no table.
Facts stream_facts(const stream::ReceiverState& state, const stream::DetectionTotals& totals);

// While it runs: one line.
std::string progress_text(const stream::ReceiverState& state, const stream::DetectionTotals& totals);
// At the end.
std::vector<std::string> account_sentences(const stream::ReceiverState& state, const stream::DetectionTotals& totals);
// What a user should look at where the numbers look wrong.
std::vector<std::string> doubt_sentences(const stream::ReceiverReport& report);
std::vector<std::string> sender_sentences(const stream::SenderReport& report);

}  // namespace ohmimo::stream_study
