#include "tests/commands/command_run.hpp"

void tessera::support::take_small_device() {}
