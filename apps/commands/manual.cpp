#include "apps/commands/manual.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "apps/commands/all_commands.hpp"
#include "apps/commands/value_words.hpp"

namespace ohmimo {
namespace {

// As text of a line: a backslash and a minus mean themselves, and a point or a quote at the start of a line no request.
std::string troff(std::string_view text) {
  std::string out = text.starts_with('.') || text.starts_with('\'') ? "\\&" : "";
  for (const char c : text) {
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else if (c == '~' || c == '^' || c == '`' || c == '\'')
      out += fmt::format("\\[{}]", c == '~' ? "ti" : c == '^' ? "ha" : c == '`' ? "ga" : "aq");
    else if (c == '|')
      out += "|\\:";  // a line may end here
    else
      out += c;
  }
  return out;
}

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

std::string synopsis_of(const Command& command) {
  std::string words = fmt::format(".B ohmimo {}\n", troff(command.name));
  for (const Option& option : command.options)
    if (!is_flag(option)) words += fmt::format(".RI [ {} ]{}\n", troff(option.name), repeats(option) ? " ..." : "");
  return words + ".RI [ option " + "]\\ ...\n";
}

std::string option_entry(const Option& option) {
  std::string names = "\\fI" + troff(option.name) + "\\fR";
  if (is_flag(option)) {
    names.clear();
    for (const std::string& name : flag_names(option))
      names += fmt::format("{}\\fB{}\\fR", names.empty() ? "" : ", ", troff(name));
  }
  if (takes_value(option) && !option.form.empty()) names += fmt::format(" \\fI{}\\fR", troff(option.form));
  return fmt::format(".TP\n{}\n{}\n", names, troff(help_with_default(option)));
}

std::string section_of(const Command& command) {
  std::string text = fmt::format(".SH OHMIMO {}\n{}\n.PP\n{}\n", upper(troff(command.name)), synopsis_of(command),
                                 troff(command.summary));
  std::string group;
  for (const Option& option : command.options) {
    if (option.group != group)
      text += option.group.empty() ? std::string(".SS Others\n") : fmt::format(".SS {}\n", troff(option.group));
    group = option.group;
    text += option_entry(option);
  }
  return text;
}

constexpr std::string_view manual_head = R"(.SH NAME
ohmimo \- massive\-MIMO detection testbench with a simulated analogue RRAM solver
.SH SYNOPSIS
.B ohmimo
.I command
.RI [ option ]\ ...
.SH DESCRIPTION
.B ohmimo
draws uplink frames, detects them in floating point and on a physically simulated analogue RRAM matrix solver, counts
errors with intervals, and holds every curve against a closed form where there is one.
A value in brackets is the default of an option.
Options of a switch also have a form that begins with
.BR \-\-no\- .
)";

constexpr std::string_view manual_tail = R"(.SH FILES
.TP
.I config.toml
in the folder of a run: its configuration, for
.BR \-\-config .
.TP
.I ber.csv
a row per detector, cycle of refinement and SNR.
.TP
.I ber.run.json
status, start and wall times of the run.
.SH ENVIRONMENT
.TP
.B OHMIMO_ISA
instruction set of the kernels: scalar, avx2 or avx512; results are the same.
.TP
.B NO_COLOR
if set, no line is written over.
.SH EXIT STATUS
.TP
.B 0
done; of
.BR diff :
no point differs.
.TP
.B 1
it failed, or not all that was wanted is there; of
.BR diff :
points differ.
.TP
.B 2
wrong input; nothing is written.
.TP
.BR 130 ", " 143
ended by Ctrl\-C or SIGTERM; what is finished is written.
.TP
.B 141
nobody reads the output.
)";

}  // namespace

std::string manual_page(std::span<const Command> commands) {
  std::string text = fmt::format(".TH OHMIMO 1 \"\" \"ohmimo {}\" \"User Commands\"\n.ad l\n{}.SH COMMANDS\n",
                                 OHMIMO_VERSION, manual_head);
  for (const Command& command : commands)
    text += fmt::format(".TP\n.B {}\n{}\n", troff(command.name), troff(command.summary));
  text += ".TP\n.BI help \" command\"\noptions of a command\n.TP\n.B version\nthe version\n";
  for (const Command& command : commands) text += section_of(command);
  return text + std::string(manual_tail);
}

Command manual_command() {
  return {"man", "the manual page, as troff: ohmimo man | man -l -", {}, nullptr, [](const Command&) {
            fmt::print("{}", manual_page(all_commands()));
            return 0;
          }};
}

}  // namespace ohmimo
