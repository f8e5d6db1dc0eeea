# The token and the key come as files at run time; none of them is in the image:
#   docker run -v shouwang:/data -v ./token:/run/secrets/token:ro \
#     -e SHOUWANG_TOKEN_FILE=/run/secrets/token shouwang
# Without a token, the demo city, for this machine only; it prints a key: open http://127.0.0.1:8765/?key=…
#   docker run -p 127.0.0.1:8765:8765 -e SHOUWANG_SANDBOX_HOST=0.0.0.0 shouwang

FROM python:3.11-slim AS build
WORKDIR /src
RUN python -m venv /opt/shouwang
ENV PATH=/opt/shouwang/bin:$PATH PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements.txt .
RUN pip install --require-hashes -r requirements.txt
COPY . .
RUN pybabel -q compile -D shouwang -d locales \
 && pip install --no-build-isolation --no-deps .

FROM python:3.11-slim
RUN useradd --uid 10001 --home-dir /data --shell /usr/sbin/nologin shouwang \
 && install -d -o shouwang -g shouwang -m 0700 /data
COPY --from=build /opt/shouwang /opt/shouwang
ENV PATH=/opt/shouwang/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 SHOUWANG_DATA=/data
USER shouwang
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
  CMD find "$SHOUWANG_DATA" -maxdepth 2 -name alive -mmin -2 ! -newermt '2 minutes' | grep -q .
ENTRYPOINT ["shouwang"]
CMD ["run"]
