"""What gunicorn does the same wherever the portal runs: `gunicorn --config=python:cooperanet.web`."""

import os

from cooperanet.logs import configure_logs

wsgi_app = "cooperanet.wsgi"
preload_app = True
worker_class = "gthread"
control_socket_disable = True
logconfig_dict = configure_logs(level=os.environ.get("LOG_LEVEL", "INFO"))
