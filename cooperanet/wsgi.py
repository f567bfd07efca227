import os
from io import StringIO

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cooperanet.settings")
application = get_wsgi_application()
# Wrong combinations of settings end the web process here, with a hint; Celery checks by itself.
call_command("check", stdout=StringIO())
# Before there is a port to send requests to; gunicorn's workers are copies of this process.
call_command("compile_engine", stdout=StringIO())
