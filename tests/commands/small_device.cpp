#include "tests/commands/command_run.hpp"
#include "tests/replayed_device/replayed_device.hpp"

void tessera::support::take_small_device() {
  replayed_device().behaviour.total_bytes = std::size_t{4} << 20;
}
