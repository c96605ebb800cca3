# docker build -t schemagen . && docker run --rm -v "$PWD:/design" schemagen ci
FROM rust:1-bookworm AS build
WORKDIR /source
COPY . .
RUN cargo build --release --locked

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates git && rm -rf /var/lib/apt/lists/*
COPY --from=build /source/target/release/schemagen /usr/local/bin/schemagen
USER 65534:65534
WORKDIR /design
ENTRYPOINT ["schemagen"]
CMD ["ci"]
