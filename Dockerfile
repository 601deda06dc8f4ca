# Any image with Node 24 and npm: the program itself is the same on all of them.
ARG NODE_IMAGE=node:24-trixie-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# No install scripts: what is bundled needs none, and Node is here already.
RUN npm ci --include=dev --ignore-scripts --no-audit --no-fund
# What .dockerignore lets through, and nothing else.
COPY . .
RUN node scripts/setup/bundle.mjs && mkdir /data

FROM ${NODE_IMAGE}
LABEL org.opencontainers.image.title="Gnosis Docker" \
      org.opencontainers.image.description="The Docker control server that can be handed to an AI agent" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production \
    GNOSIS_HOST=0.0.0.0 \
    GNOSIS_DATA_DIR=/data
# From here on nothing is run: the image needs neither a shell nor root.
COPY --from=build --chown=1000:1000 /data /data
COPY package.json LICENSE /app/
COPY --from=build /app/dist /app/dist
USER 1000:1000
WORKDIR /data
VOLUME /data
EXPOSE 5680
HEALTHCHECK --interval=15s --timeout=5s --start-period=10s --retries=3 \
  CMD ["node", "/app/dist/gnosis-docker.js", "health"]
ENTRYPOINT ["node", "/app/dist/gnosis-docker.js"]
CMD ["serve"]
