#include "kernels/gpu_copy_bandwidth.hpp"
#include "kernels/gpu_failures.hpp"
#include "kernels/gpu_machine_rates.hpp"
#include "kernels/gpu_stages.hpp"

// The GPU path of a build without CUDA: there is no device, so no executor can be made, and no
// stage is ever called.

namespace tessera::gpu {
namespace {

constexpr const char* kNotBuilt = "this binary was built without CUDA";

[[noreturn]] void refuse() { throw DeviceUnavailable(kNotBuilt); }

}  // namespace

DeviceSurvey survey_devices() {
  DeviceSurvey survey;
  survey.obstacle = kNotBuilt;
  return survey;
}

std::string obstacle_to(const DeviceSurvey& survey, int) { return survey.obstacle; }

struct Executor::Context {};

Executor::Executor(int) { refuse(); }
Executor::~Executor() = default;
const Device& Executor::device() const { refuse(); }
Memory& Executor::memory() { refuse(); }

Memory::Memory(CUstream_st*) : stream_(nullptr) { refuse(); }
Memory::~Memory() = default;
void* Memory::allocate(std::size_t) { refuse(); }
void Memory::release(void*) noexcept {}

void synchronize(Executor&) { refuse(); }
void copy_to_device(Executor&, void*, const void*, std::size_t) { refuse(); }
void copy_to_host(Executor&, void*, const void*, std::size_t) { refuse(); }
void zero_bytes(Executor&, void*, std::size_t) { refuse(); }
LateBytes::LateBytes(Executor&, const void*, std::size_t) : executor_(nullptr), slot_(0) {
  refuse();
}
void LateBytes::copy_to(void*, std::size_t) const { refuse(); }
Recording::Recording(Executor& executor) : executor_(executor) { refuse(); }
Recording::~Recording() = default;
void Recording::finish() { refuse(); }
void Recording::operator()() const { refuse(); }
Range::Range(const char*) { refuse(); }
Range::~Range() = default;

struct CusparseMatrix::Handles {};
CusparseMatrix::CusparseMatrix(Executor&, CsrMatrix) { refuse(); }
CusparseMatrix::~CusparseMatrix() = default;

std::int64_t compute_row_offsets(Executor&, const ElementTable&, View<std::int32_t>) { refuse(); }
void fill_rows(Executor&, const ElementTable&, PatternRows) { refuse(); }
void compute_conductance(Executor&, const ElementTable&, View<double>) { refuse(); }
void gather_stiffness(Executor&, const ElementTable&, StiffnessRows) { refuse(); }
void apply_stiffness(Executor&, const ElementTable&, View<const double>, View<const double>,
                     View<double>) {
  refuse();
}
void fill_triplets(Executor&, const ElementTable&, View<const double>, Triplets) { refuse(); }
void sort_triplets(Executor&, Triplets) { refuse(); }
std::int64_t find_entries(Executor&, Triplets, View<std::int32_t>, View<std::int32_t>) { refuse(); }
void sum_triplets(Executor&, Triplets, TripletEntries) { refuse(); }
void add_source_load(Executor&, const ElementTable&, Sources, View<double>) { refuse(); }
void add_entries(Executor&, CsrMatrix, MatrixEntries) { refuse(); }
void form_right_side(Executor&, View<const double>, View<const double>, View<double>) { refuse(); }
void compose_potential(Executor&, PotentialParts, View<double>) { refuse(); }
void compute_scale(Executor&, CsrMatrix, View<double>) { refuse(); }
void equilibrate(Executor&, CsrMatrix, View<const double>, View<double>) { refuse(); }
std::int64_t plan_slices(Executor&, CsrMatrix, SlicePlan) { refuse(); }
void fill_slices(Executor&, CsrMatrix, SlicePlan, SliceEntries) { refuse(); }
void start_search(Executor&, SlicedMatrix, View<const double>, CgVectors, double) { refuse(); }
void multiply_direction(Executor&, SlicedMatrix, CgVectors) { refuse(); }
void advance_residual(Executor&, CgVectors) { refuse(); }
void advance_solution(Executor&, CgVectors) { refuse(); }
double true_residual(Executor&, SlicedMatrix, View<const double>, CgVectors) { refuse(); }
double dot_product(Executor&, View<const double>, View<const double>) { refuse(); }
void start_search(Executor&, const CusparseMatrix&, View<const double>, CgVectors, double) {
  refuse();
}
void multiply_direction(Executor&, const CusparseMatrix&, CgVectors) { refuse(); }
double true_residual(Executor&, const CusparseMatrix&, View<const double>, CgVectors) { refuse(); }
void recover_velocity(Executor&, const ElementTable&, View<const double>, ElementFlow) { refuse(); }
void recover_pressure(Executor&, View<const double>, double, double, View<double>) { refuse(); }
void advance_iterate(Executor&, CgVectors) { refuse(); }
void narrow_residual(Executor&, CgVectors, PreconditionerScale, View<float>) { refuse(); }
void turn_direction(Executor&, CgVectors, PreconditionerScale, View<const float>, bool) {
  refuse();
}
void begin_smoothing(Executor&, const GridLevel&, LevelVectors, ChebyshevStep) { refuse(); }
void smooth_step(Executor&, const GridLevel&, LevelVectors, ChebyshevStep) { refuse(); }
void subtract_action(Executor&, const GridLevel&, LevelVectors) { refuse(); }
void fill_cells(Executor&, const Quad4Level&, ElementsOnGrid, GridShape, CellMatrices) { refuse(); }
void halve_cells(Executor&, GridShape, View<const CellMatrix>, CellMatrices) { refuse(); }
double bound_cells(Executor&, GridShape, View<const CellMatrix>) { refuse(); }
void form_stencil(Executor&, GridShape, View<const CellMatrix>, GridStencil) { refuse(); }
void restrict_residual(Executor&, const CornerTransfer&, View<const float>, View<float>) {
  refuse();
}
void restrict_residual(Executor&, const GridTransfer&, View<const float>, View<float>) { refuse(); }
void restrict_residual(Executor&, const HalvingTransfer&, View<const float>, View<float>) {
  refuse();
}
void prolong_correction(Executor&, const CornerTransfer&, View<const float>, LevelVectors) {
  refuse();
}
void prolong_correction(Executor&, const GridTransfer&, View<const float>, LevelVectors) {
  refuse();
}
void prolong_correction(Executor&, const HalvingTransfer&, View<const float>, LevelVectors) {
  refuse();
}
void solve_coarsest(Executor&, DenseInverse, LevelVectors) { refuse(); }
void run_grid_cycle(Executor&, const GridCycle&) { refuse(); }
void begin_smoothing(Executor&, const AggregateLevel&, LevelVectors, ChebyshevStep) { refuse(); }
void smooth_step(Executor&, const AggregateLevel&, LevelVectors, ChebyshevStep) { refuse(); }
void subtract_action(Executor&, const AggregateLevel&, LevelVectors) { refuse(); }
void restrict_residual(Executor&, const AggregateTransfer&, View<const float>, View<float>) {
  refuse();
}
void prolong_correction(Executor&, const AggregateTransfer&, View<const float>, LevelVectors) {
  refuse();
}
void diffuse_steps(Executor&, HexGrid, DiffusionRule, int, View<const double>, View<double>) {
  refuse();
}
void diffuse_steps(Executor&, HexGrid, DiffusionRule, int, View<const float>, View<float>) {
  refuse();
}
int best_fused_steps(const Executor&, const HexGrid&, const DiffusionRule&, int) { refuse(); }
FieldSummary summarise_field(Executor&, HexGrid, View<const double>) { refuse(); }
FieldSummary summarise_field(Executor&, HexGrid, View<const float>) { refuse(); }
void equilibrate_elements(Executor&, const ElementOperator&, View<double>, View<double>) {
  refuse();
}
void start_search(Executor&, ElementOperator, View<const double>, CgVectors, double) { refuse(); }
void multiply_direction(Executor&, ElementOperator, CgVectors) { refuse(); }
double true_residual(Executor&, ElementOperator, View<const double>, CgVectors) { refuse(); }
void derive_levels(Executor&, std::int64_t, View<const double>, double, DerivedLevels) { refuse(); }
void invert_diagonal(Executor&, const Quad8Level&, View<float>) { refuse(); }
void invert_diagonal(Executor&, const Quad4Level&, View<float>) { refuse(); }
void begin_smoothing(Executor&, const Quad8Level&, LevelVectors, ChebyshevStep) { refuse(); }
void begin_smoothing(Executor&, const Quad4Level&, LevelVectors, ChebyshevStep) { refuse(); }
void smooth_step(Executor&, const Quad8Level&, LevelVectors, ChebyshevStep) { refuse(); }
void smooth_step(Executor&, const Quad4Level&, LevelVectors, ChebyshevStep) { refuse(); }
void subtract_action(Executor&, const Quad8Level&, LevelVectors) { refuse(); }
void subtract_action(Executor&, const Quad4Level&, LevelVectors) { refuse(); }
void simulate_paths(Executor&, const PathProblem&, SampleChunks, View<SampleMoments>) { refuse(); }
void merge_moments(Executor&, View<const SampleMoments>, View<SampleMoments>) { refuse(); }
double measure_copy_bandwidth(Executor&, std::int64_t) { refuse(); }
double run_multiply_adds(Executor&, std::int64_t, View<double>) { refuse(); }
double run_multiply_adds(Executor&, std::int64_t, View<float>) { refuse(); }
MachineRates measure_machine_rates(Executor&, RateEffort) { refuse(); }

}  // namespace tessera::gpu
