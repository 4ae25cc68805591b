# Tessera without CUDA. From the root of the tree:
#
#   docker build -f tools/docker/cpu.Dockerfile -t tessera .
#   docker run --rm -v "$PWD:/work" -w /work tessera solve mesh.msh --output field.vtu
FROM debian:12-slim AS build
WORKDIR /source
COPY tools/setup tools/setup
RUN tools/setup build
COPY . .
RUN cmake -S . -B /build -G Ninja -DCMAKE_BUILD_TYPE=Release \
      -DTESSERA_CUDA=OFF -DTESSERA_TESTS=OFF -DTESSERA_BENCHMARKS=OFF \
 && cmake --build /build \
 && cmake --install /build --prefix /install

FROM debian:12-slim
RUN apt-get update --quiet=2 \
 && apt-get install --yes --quiet=2 --no-install-recommends libgomp1 libhdf5-103-1 zlib1g \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /install /usr/local
ENTRYPOINT ["tessera"]
