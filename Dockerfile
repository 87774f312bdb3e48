# The gateway for servers: no embedded engines, no development packages.
# Tag seen in public Dockerfiles ("FROM node:24.11.1-slim"); any 24 or later serves.
FROM node:24.11.1-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# `npm ci` refuses this lockfile: it leaves out optional packages that no registry had for some platforms.
# The compiler reads the types of every package and comes in optional ones itself, so nothing is omitted here.
RUN npm install --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json settings.yaml README.md LICENSE NOTICE ./
COPY bin bin
COPY datasets datasets
COPY scripts scripts
COPY datasets datasets
COPY schema schema
COPY resolvers resolvers
COPY src src
RUN npm run build

FROM node:24.11.1-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm install --omit=dev --omit=optional --no-audit --no-fund && npm cache clean --force
COPY --from=build /app/dist dist
# Owned by the user below, so that a volume mounted here is too.
RUN mkdir /var/lib/aurum && chown node:node /var/lib/aurum
ENV HOST=0.0.0.0 PORT=4000 AURUM_DATA_DIR=/var/lib/aurum
USER node
EXPOSE 4000
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/bin/aurum.js"]
CMD ["serve"]
