# One image for API, worker and migrations; compose.yaml says which command each of them runs.
# `npm test tooling/container` builds and runs these steps without Docker.
FROM oven/bun:1.4.5-slim AS packages
WORKDIR /app
COPY package.json bun.lock bunfig.toml ./
COPY apps/api/package.json apps/api/
COPY apps/worker/package.json apps/worker/
COPY bench/package.json bench/
COPY packages/contracts/package.json packages/contracts/
COPY packages/db/package.json packages/db/
COPY packages/domain/package.json packages/domain/
COPY packages/kernel/package.json packages/kernel/
COPY packages/platform/package.json packages/platform/
COPY packages/providers/package.json packages/providers/
COPY packages/testing/package.json packages/testing/
COPY packages/wiring/package.json packages/wiring/
COPY tooling/package.json tooling/
# Postgres is another service here, so its packaged binaries (optional) stay out.
RUN bun install --frozen-lockfile --production --omit=optional

FROM oven/bun:1.4.5-slim
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json bunfig.toml tsconfig.json ./
COPY apps apps
COPY packages packages
COPY tooling tooling
RUN mkdir -p /var/lib/mas && chown bun:bun /var/lib/mas
USER bun
ENV NODE_ENV=production MAS_DATA_DIR=/var/lib/mas PORT=3000 WORKER_PORT=3001
VOLUME /var/lib/mas
EXPOSE 3000
CMD ["bun", "apps/api/src/main.ts"]
