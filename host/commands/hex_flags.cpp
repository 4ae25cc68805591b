#include "host/commands/hex_flags.hpp"

#include "host/commands/choice_flag.hpp"
#include "host/commands/run_flags.hpp"

namespace tessera {
namespace {

void add_grid_flags(CLI::App& command, HexChoices& choices) {
  const std::string group = "Grid";
  add_choice(command, "--topology", choices.topology,
             "hex, 6 neighbours, odd rows half a cell to the right; or square, 4\n"
             "(default hex)")
      ->group(group);
  add_choice(command, "--rows", choices.rows, "Rows of cells (default 2048)")->group(group);
  add_choice(command, "--cols", choices.cols, "Cells in a row (default 2048)")->group(group);
  add_choice(command, "--border", choices.border,
             "Cells at the edge: fixed, they keep their values; periodic, the other side\n"
             "is next to them; reflecting, a missing neighbour is the cell itself\n"
             "(default fixed)")
      ->group(group);
  add_choice(command, "--impulse", choices.impulse,
             "Start from 0 with this in the centre cell (default 100)")
      ->group(group);
  add_choice(command, "--initial", choices.initial,
             "Start from a 2-D array of f8 or f4: .npy; it sets rows and columns")
      ->type_name("FILE")
      ->group(group);
}

void add_rule_flags(CLI::App& command, HexChoices& choices) {
  const std::string group = "Steps";
  add_choice(command, "--steps", choices.steps, "Time steps (default 50)")->group(group);
  add_choice(command, "--alpha", choices.alpha,
             "Share of the way to the mean of its neighbours that a cell goes in a step\n"
             "(default 0.2; stable from 0 to 4/3, square to 1)")
      ->group(group);
  add_choice(command, "--heavy", choices.heavy,
             "Rounds of x = sin x cos x + sqrt |x| per cell and step: arithmetic without\n"
             "memory traffic (default 0)")
      ->group(group);
  add_choice(command, "--precision", choices.precision, "f64 or f32 (default f64)")->group(group);
  add_choice(command, "--fuse", choices.fuse,
             "Time steps per pass over memory: auto, or 1, 2, 4, ...; the bits are the\n"
             "same (default auto; 1 shows what memory allows)")
      ->type_name("auto|N")
      ->group(group);
}

void add_output_flags(CLI::App& command, HexChoices& choices) {
  const std::string group = "Output";
  add_choice(command, "--output", choices.output, "The field: .npy")
      ->type_name("FILE")
      ->group(group);
  add_choice(command, "--picture", choices.picture, "Picture of the field: .png")
      ->type_name("FILE")
      ->group(group);
  add_choice(command, "--snapshot-every", choices.snapshot_every,
             "Steps between two snapshots: output and picture on the way, as FILE-STEP\n"
             "(default 0: none)")
      ->group(group);
}

}  // namespace

void add_hex_flags(CLI::App& command, HexChoices& choices) {
  add_grid_flags(command, choices);
  add_rule_flags(command, choices);
  add_output_flags(command, choices);
  add_run_flags(command, choices);
}

}  // namespace tessera
