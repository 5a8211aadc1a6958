# The planners' app. docs/deploy.md says how it is run: behind a proxy that checks who asks, and on one machine.
FROM python:3.13-slim

ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_NO_CACHE=1 UV_PYTHON_DOWNLOADS=never

RUN pip install --no-cache-dir --root-user-action=ignore uv \
    && useradd --uid 10001 --user-group --no-create-home --home-dir /var/lib/halden --shell /usr/sbin/nologin halden \
    && install -d -o halden -g halden /var/lib/halden /var/cache/halden

WORKDIR /app

# The packages come first: they change less often than the model.
COPY pyproject.toml .python-version ./
RUN uv sync --no-dev --extra app --no-install-project

# What .dockerignore lets through; it stays root's, so the app cannot change its own code.
COPY . .
RUN uv sync --no-dev --extra app

USER halden
ENV HOME=/var/lib/halden \
    XDG_CACHE_HOME=/var/cache \
    HALDEN_ARCHIVE=/var/lib/halden/archive

# Compiles the model's rules and builds the starting tables, so that the first start is quick. Compiled rules hold for
# the kind of processor that made them: on another kind they are compiled anew when first needed, in about 20 seconds.
RUN halden compare plan --replications 2 --archive /var/tmp/warm > /dev/null && rm -r /var/tmp/warm

VOLUME ["/var/lib/halden", "/var/cache/halden"]
EXPOSE 8600
STOPSIGNAL SIGTERM

# The machine's own address is always an allowed host. A proxy for outgoing traffic, if one is set, is not asked.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "from urllib.request import *; build_opener(ProxyHandler({})).open('http://127.0.0.1:8600/healthz', timeout=4)"]

# HALDEN_ALLOWED_HOST is the name that people type: the proxy passes it on, and other names are refused.
CMD ["sh", "-c", "exec halden app --host 0.0.0.0 --port 8600 --no-open --allowed-host \"${HALDEN_ALLOWED_HOST:?is not set: the host name that the proxy passes on}\""]
