"""The web server's door: `gunicorn barabar.config.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "barabar.config.settings")
application = get_wsgi_application()
