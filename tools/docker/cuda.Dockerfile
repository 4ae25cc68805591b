# Tessera with CUDA. From the root of the tree:
#
#   docker build -f tools/docker/cuda.Dockerfile -t tessera-cuda .
#   docker run --rm --gpus all -v "$PWD:/work" -w /work tessera-cuda solve mesh.msh --output field.vtu
#
# cuSPARSE is opened at run time, so the second stage has it; the driver comes from the host.
ARG CUDA=13.0.1
FROM nvidia/cuda:${CUDA}-devel-ubuntu24.04 AS build
WORKDIR /source
COPY tools/setup tools/setup
RUN tools/setup build
COPY . .
RUN cmake -S . -B /build -G Ninja -DCMAKE_BUILD_TYPE=Release \
      -DTESSERA_CUDA=ON -DTESSERA_TESTS=OFF -DTESSERA_BENCHMARKS=OFF \
 && cmake --build /build \
 && cmake --install /build --prefix /install

FROM nvidia/cuda:${CUDA}-runtime-ubuntu24.04
RUN apt-get update --quiet=2 \
 && apt-get install --yes --quiet=2 --no-install-recommends libgomp1 libhdf5-103-1t64 zlib1g \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /install /usr/local
ENTRYPOINT ["tessera"]
