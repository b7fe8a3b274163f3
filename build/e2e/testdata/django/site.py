"""A Django site in one file: a form, which Django protects by a token and a cookie."""

import sys

from django.conf import settings
from django.core.management import execute_from_command_line
from django.http import HttpResponse
from django.template import Context, Engine
from django.template.context_processors import csrf
from django.urls import path

settings.configure(
    SECRET_KEY="known to all",
    ALLOWED_HOSTS=["localhost"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ],
)

PAGE = Engine().from_string(
    """<!doctype html>
<link rel="icon" href="data:,">
<h1>Welcome, {{ visitor }}</h1>
<form method="post">{% csrf_token %}<input name="visitor" value="Kim"><button>Send</button></form>
"""
)


def home(request):
    values = {"visitor": request.POST.get("visitor", "stranger"), **csrf(request)}
    return HttpResponse(PAGE.render(Context(values)))


urlpatterns = [path("", home)]

if __name__ == "__main__":
    execute_from_command_line(sys.argv)
