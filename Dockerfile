# One image for every role: boing gateway, boing console, boing analyst, boing db migrate.
# It runs as user 10001 and on a read-only root: only /var/lib/boing (the data dir) and /tmp are written to.
# No HEALTHCHECK: roles listen on different ports and the analyst on none, so docker-compose.yml has one for each.
FROM node:24.11-slim AS web
WORKDIR /web
COPY console/web/package.json console/web/package-lock.json console/web/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY console/web ./
RUN npm run build

FROM python:3.13-slim-bookworm AS build
# for libinjection, which comes as C source
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
COPY requirements.lock requirements-native.lock /tmp/
RUN python -m venv /opt/boing \
 && /opt/boing/bin/pip install --no-cache-dir --require-hashes --no-deps -r /tmp/requirements.lock \
 && /opt/boing/bin/pip install --no-cache-dir --require-hashes --no-deps -r /tmp/requirements-native.lock
COPY addons /app/addons
COPY gateway /app/gateway
COPY console /app/console
RUN rm -rf /app/console/web && python -m compileall -q /app
COPY --from=web /web/dist /app/console/web/dist

FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /var/lib/boing --create-home boing \
 && chmod 700 /var/lib/boing \
 && printf '#!/bin/sh\nexec python -m gateway.cli "$@"\n' > /usr/local/bin/boing && chmod 755 /usr/local/bin/boing
COPY --from=build /opt/boing /opt/boing
COPY --from=build /app /app
ENV PYTHONPATH=/app PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PATH=/opt/boing/bin:$PATH \
    BOING_DATA_DIR=/var/lib/boing BOING_LISTEN=0.0.0.0:8080 BOING_CONSOLE=0.0.0.0:8000 BOING_HEALTH=0.0.0.0:9464
USER 10001:10001
WORKDIR /var/lib/boing
VOLUME /var/lib/boing
EXPOSE 8080 8000 9464
ENTRYPOINT ["python", "-m", "gateway.cli"]
CMD ["up"]
