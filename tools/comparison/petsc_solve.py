"""One linear system by one solver of PETSc, for tools/compare_solvers; under mpirun or alone.

    petsc_solve.py SYSTEM RESULT TOLERANCE [PETSC-OPTION...]

SYSTEM is PETSc's binary file of the matrix and the right-hand side. Conjugate gradients end where
||r|| <= TOLERANCE ||b||. RESULT gets the iterations and the seconds of set-up and solve of the slowest rank;
RESULT.x the solution in PETSc's format.
"""

import glob
import json
import sys
import time


def import_petsc(options):
    """Debian puts petsc4py beside PETSc, where only its own wrapper finds it."""
    sys.path += glob.glob("/usr/lib/petscdir/petsc*/*-real/lib/python3/dist-packages")
    import petsc4py
    petsc4py.init(options)
    from petsc4py import PETSc
    return PETSc


def main():
    system, result, tolerance, *options = sys.argv[1:]
    PETSc = import_petsc(options)
    viewer = PETSc.Viewer().createBinary(system, "r")
    matrix = PETSc.Mat().load(viewer)
    matrix.setOption(PETSc.Mat.Option.SPD, True)
    b = PETSc.Vec().load(viewer)
    x = b.duplicate()
    solver = PETSc.KSP().create()
    solver.setType("cg")
    solver.setTolerances(rtol=float(tolerance), max_it=100000)
    solver.setNormType(PETSc.KSP.NormType.UNPRECONDITIONED)
    solver.setOperators(matrix)
    solver.setFromOptions()
    PETSc.COMM_WORLD.barrier()
    start = time.perf_counter()
    solver.setUp()
    solver.solve(b, x)
    PETSc.COMM_WORLD.barrier()
    seconds = time.perf_counter() - start
    x.view(PETSc.Viewer().createBinary(result + ".x", "w"))
    if PETSc.COMM_WORLD.rank == 0:
        with open(result, "w") as file:
            json.dump({"iterations": solver.getIterationNumber(), "seconds": seconds}, file)


main()
