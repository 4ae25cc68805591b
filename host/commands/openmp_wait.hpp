#pragma once

namespace tessera {

/// Makes waiting OpenMP threads sleep after some 0.2 ms instead of 17 ms, which is libgomp's
/// default and longer than a time slice: on a machine with other work the waiting thread would keep
/// the one it waits for off its core (beside a busy compiler a solve took six times as long).
/// libgomp reads its settings before `main`, so the program starts itself anew, once, in the same
/// process. Does nothing where the user has set OMP_WAIT_POLICY or GOMP_SPINCOUNT.
void limit_openmp_spinning(char** argv);

}  // namespace tessera
