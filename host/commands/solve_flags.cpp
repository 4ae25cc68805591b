#include "host/commands/solve_flags.hpp"

#include "host/commands/choice_flag.hpp"
#include "host/commands/run_flags.hpp"

namespace tessera {
namespace {

void add_flow_flags(CLI::App& command, SolveChoices& choices) {
  const std::string group = "Flow";
  add_choice(command, "--inflow", choices.inflow, "Normal inflow at the inlet, m/s (default 2.5)")
      ->group(group);
  add_choice(command, "--density", choices.density, "Density, kg/m3 (default 1.225)")->group(group);
  add_choice(command, "--reference-pressure", choices.reference_pressure,
             "Pressure where the flow stands still, Pa (default 101328.8281)")
      ->group(group);
  add_choice(command, "--repair", choices.repair,
             "Straighten the mid-side nodes of elements whose Jacobian is not positive")
      ->group(group);
}

void add_solver_flags(CLI::App& command, SolveChoices& choices) {
  const std::string group = "Solver";
  add_choice(command, "--preconditioner", choices.preconditioner,
             "multigrid: a few iterations on meshes of any size, the default on the CPU unless\n"
             "--reproducible; goes on with jacobi, and says so, where the mesh is too\n"
             "stretched for it; or jacobi, the default on a GPU")
      ->group(group);
  add_choice(command, "--operator", choices.linear_operator,
             "What the solver multiplies with: csr, our own product; cusparse on a GPU, the\n"
             "default there; or matrix-free, from the elements, the default with multigrid on\n"
             "the CPU (else, and with --reproducible, csr). All but cusparse have the same\n"
             "bits everywhere")
      ->group(group);
  add_choice(command, "--assembly", choices.assembly,
             "How the matrix is put together: gather, or triplets, the classical way for\n"
             "comparison; the bits are the same (default gather)")
      ->group(group);
  add_choice(command, "--rtol", choices.rtol,
             "Relative residual at which the solver stops (default 1e-8)")
      ->group(group);
  add_choice(command, "--max-iterations", choices.max_iterations,
             "Iterations after which it gives up (default 50000)")
      ->group(group);
  add_choice(command, "--monitor-every", choices.monitor_every,
             "Iterations between two true residuals b - A x (default 0: never)")
      ->group(group);
}

void add_output_flags(CLI::App& command, SolveChoices& choices) {
  const std::string group = "Output";
  const auto add_file = [&](const char* flag, Choice<std::string>& choice, const char* help) {
    add_choice(command, flag, choice, help)->type_name("FILE")->group(group);
  };
  add_file("--output", choices.output,
           "Mesh and fields: .vtu or .vtkhdf, .hdf (ParaView), .h5 (plain HDF5)");
  add_file("--picture", choices.picture, "Picture of the field: .png");
  add_choice(command, "--picture-field", choices.picture_field,
             "What the picture shows: potential, speed or pressure (default potential)")
      ->group(group);
  add_file("--history", choices.history, "Residual of every iteration looked at: .csv");
  add_file("--report", choices.report, "Pictures, residuals and summary on one page: .html");
}

}  // namespace

void add_solve_flags(CLI::App& command, SolveFlags& flags) {
  command.add_option("MESH", flags.mesh, "Mesh: .msh (Gmsh 2.2 or 4.1), .h5 or .hdf5")
      ->required()
      ->type_name("");
  command
      .add_option("--config", flags.config,
                  "Case file: boundary conditions, materials, sources, and any flag as a\n"
                  "key; flags and environment override it")
      ->type_name("CASE.toml");
  add_flow_flags(command, flags.choices);
  add_solver_flags(command, flags.choices);
  add_output_flags(command, flags.choices);
  add_run_flags(command, flags.choices);
}

}  // namespace tessera
