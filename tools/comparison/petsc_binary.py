"""PETSc's binary files: big-endian, 32-bit indices, f64."""

import numpy

MATRIX, VECTOR = 1211216, 1211214


def write_system(path, matrix, b):
    """A scipy.sparse.csr_matrix with sorted indices, and a vector behind it."""
    with open(path, "wb") as file:
        numpy.array([MATRIX, *matrix.shape, matrix.nnz], ">i4").tofile(file)
        numpy.diff(matrix.indptr).astype(">i4").tofile(file)
        matrix.indices.astype(">i4").tofile(file)
        matrix.data.astype(">f8").tofile(file)
        numpy.array([VECTOR, len(b)], ">i4").tofile(file)
        b.astype(">f8").tofile(file)


def read_vector(path):
    with open(path, "rb") as file:
        kind, count = numpy.fromfile(file, ">i4", 2)
        if kind != VECTOR:
            raise ValueError(f"{path}: begins with {kind}, a vector with {VECTOR}")
        return numpy.fromfile(file, ">f8", count).astype(float)
