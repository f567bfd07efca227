# One image for web, worker and beat; docker-compose.yml says which of them a container is.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/cooperanet

RUN useradd --system --uid 10001 --home-dir /srv/cooperanet --shell /usr/sbin/nologin cooperanet \
    && install -d -o cooperanet -g cooperanet -m 0700 /var/lib/cooperanet

COPY requirements.txt ./
RUN pip install --require-hashes -r requirements.txt

COPY . .
# Names of static files carry a digest of their content, so browsers may keep them for ever.
ENV PORT=8000 STATIC_MANIFEST=1 STATE_DIR=/var/lib/cooperanet
RUN python manage.py compile_catalogues && python manage.py collectstatic --noinput

USER cooperanet
VOLUME /var/lib/cooperanet
EXPOSE 8000
CMD ["gunicorn", "--config=python:cooperanet.web", "--workers=2", "--threads=8"]
