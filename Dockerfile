# Almanac alone; compose.yaml puts Neo4j beside it.  Built from the same hashed lock as `make run`.
FROM python:3.13-slim

# What is derived from the store is kept here, so that it outlives the container.
ENV XDG_CACHE_HOME=/var/cache PYTHONUNBUFFERED=1
RUN useradd --system --create-home almanac && install --directory --owner almanac /var/cache/almanac

WORKDIR /opt/almanac
COPY requirements/run.txt requirements/
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes --requirement requirements/run.txt
COPY pyproject.toml README.md LICENSE ./
COPY schema/ schema/
COPY graph/ graph/
COPY loaders/ loaders/
COPY api/ api/
RUN pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation .

USER almanac
EXPOSE 8000
ENTRYPOINT ["almanac"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
