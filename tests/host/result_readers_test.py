#!/usr/bin/python3
"""Opens our result files with readers that other people wrote: meshio, VTK, h5py and NumPy.

usage: result_readers_test.py SAMPLE_WRITER

SAMPLE_WRITER FOLDER writes the sample of tests/support/result_sample.hpp. Exit code 77 (skipped)
when none of the readers is installed.
"""

import math
import os
import subprocess
import sys
import tempfile

COLUMNS, ROWS, WIDTH, HEIGHT = 150, 140, 3.0, 1.0
ELEMENTS = COLUMNS * ROWS
NODES = (2 * COLUMNS + 1) * (2 * ROWS + 1) - ELEMENTS + 1  # the last one belongs to no element
AWKWARD_NAME = 'a<b & "c">'
SKIPPED = 77


def check(name, points, cells, point_data, cell_data):
    """Compares what a reader returned with the formulas of the sample."""
    assert points.shape == (NODES, 3), (name, points.shape)
    assert (points[:, 2] == 0).all(), name
    assert tuple(points[-1]) == (7.0, 8.0, 0.0), name
    assert points[:-1, 0].min() == 0.0 and points[:-1, 0].max() == WIDTH, name
    assert points[:-1, 1].min() == 0.0 and points[:-1, 1].max() == HEIGHT, name
    assert cells.shape == (ELEMENTS, 8), (name, cells.shape)
    corners, middles = points[cells[:, :4]], points[cells[:, 4:]]
    # The nodes lie on a regular grid; two roundings of coordinates up to 3 separate the two sides.
    following = corners[:, [1, 2, 3, 0]]
    assert abs((corners + following) / 2 - middles).max() < 4 * 3.0 * 2**-52, name

    potential = point_data["potential"]
    assert potential.shape == (NODES,), name
    assert potential[1] == 0 and math.copysign(1, potential[1]) < 0, name
    assert potential[2] == 5e-324, name
    assert all(potential[node] == math.sin(node) for node in range(3, NODES - 1)), name
    awkward = point_data[AWKWARD_NAME]
    assert math.isnan(awkward[0]) and awkward[1] == math.inf, name

    velocity = cell_data["velocity"]
    assert velocity.shape == (ELEMENTS, 3) and (velocity[:, 2] == 0).all(), name
    assert all(velocity[e, 0] == math.cos(e) and velocity[e, 1] == 1 / (e + 3)
               for e in range(ELEMENTS)), name
    assert cell_data["speed"].shape == (ELEMENTS,), name


def check_with_meshio(folder):
    import meshio
    mesh = meshio.read(os.path.join(folder, "sample.vtu"))
    (block,) = mesh.cells
    assert block.type == "quad8", block.type
    cell_data = {name: blocks[0] for name, blocks in mesh.cell_data.items()}
    check("meshio .vtu", mesh.points, block.data, mesh.point_data, cell_data)
    bare = meshio.read(os.path.join(folder, "mesh.vtu"))
    assert len(bare.points) == NODES and not bare.point_data and not bare.cell_data


def check_with_vtk(folder):
    import vtk
    from vtk.util.numpy_support import vtk_to_numpy

    def read(reader, name):
        reader.SetFileName(os.path.join(folder, name))
        reader.Update()
        grid = reader.GetOutput()
        types = vtk_to_numpy(grid.GetCellTypesArray())
        assert (types == vtk.VTK_QUADRATIC_QUAD).all(), name
        cells = vtk_to_numpy(grid.GetCells().GetConnectivityArray()).reshape(-1, 8)
        arrays = [{data.GetArrayName(i): vtk_to_numpy(data.GetArray(i))
                   for i in range(data.GetNumberOfArrays())}
                  for data in (grid.GetPointData(), grid.GetCellData())]
        return vtk_to_numpy(grid.GetPoints().GetData()), cells, *arrays

    check("VTK .vtu", *read(vtk.vtkXMLUnstructuredGridReader(), "sample.vtu"))
    if os.path.exists(os.path.join(folder, "sample.vtkhdf")) and hasattr(vtk, "vtkHDFReader"):
        check("VTK .vtkhdf", *read(vtk.vtkHDFReader(), "sample.vtkhdf"))


def check_with_h5py(folder):
    import h5py
    import numpy
    name = os.path.join(folder, "sample.h5")
    if not os.path.exists(name):
        print("this build has no HDF5")
        return
    with h5py.File(name, "r") as file:
        zeros = numpy.zeros(NODES)
        points = numpy.stack([file["x"][:], file["y"][:], zeros], axis=1)
        velocity = numpy.c_[file["velocity"][:], numpy.zeros(ELEMENTS)]
        check("h5py .h5", points, file["quad8"][:], file,
              {"velocity": velocity, "speed": file["speed"][:]})
        assert file["boundary/inlet"].shape == (ROWS, 3)
        assert file["boundary/wall"].shape == (2 * COLUMNS, 3)
        assert (points[file["boundary/outlet"][:], 0] == WIDTH).all()


def check_with_numpy(folder):
    import numpy
    for name, kind in (("f8.npy", numpy.float64), ("f4.npy", numpy.float32)):
        field = numpy.load(os.path.join(folder, name), allow_pickle=False)
        assert field.dtype == kind and field.shape == (2, 3), name
        assert field.flags["C_CONTIGUOUS"], name
        assert (field.ravel() == numpy.array([0.5, -1.25, 3.0, 1e30, 0.1, 7.0], kind)).all(), name


def main():
    used = 0
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.argv[1], folder], check=True)
        for checker in (check_with_meshio, check_with_vtk, check_with_h5py, check_with_numpy):
            try:
                checker(folder)
            except ImportError as missing:
                print(f"{checker.__name__} left out: {missing}")
                continue
            print(f"{checker.__name__}: as written")
            used += 1
    return 0 if used else SKIPPED


if __name__ == "__main__":
    sys.exit(main())
