# One image for every role: `boing gateway`, `boing console`, `boing analyst`.
FROM node:24-slim AS web
WORKDIR /web
COPY console/web/package.json console/web/package-lock.json console/web/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY console/web ./
RUN npm run build

FROM python:3.13-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
COPY requirements.lock requirements-native.lock /tmp/
RUN python -m venv /opt/boing \
 && /opt/boing/bin/pip install --no-cache-dir --require-hashes --no-deps -r /tmp/requirements.lock \
 && /opt/boing/bin/pip install --no-cache-dir --require-hashes --no-deps -r /tmp/requirements-native.lock

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/boing --create-home boing
COPY --from=build /opt/boing /opt/boing
COPY addons /app/addons
COPY gateway /app/gateway
COPY console /app/console
COPY --from=web /web/dist /app/console/web/dist
ENV PYTHONPATH=/app PYTHONUNBUFFERED=1 PATH=/opt/boing/bin:$PATH \
    BOING_DATA_DIR=/var/lib/boing BOING_LISTEN=0.0.0.0:8080 BOING_CONSOLE=0.0.0.0:8000 BOING_HEALTH=0.0.0.0:9464
USER boing
WORKDIR /var/lib/boing
VOLUME /var/lib/boing
EXPOSE 8080 8000 9464
ENTRYPOINT ["python", "-m", "gateway.cli"]
CMD ["up"]
