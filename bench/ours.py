"""The product as it is served, with the SQL of each answer counted in two headers."""

from sqlalchemy import Engine

from bench.targets import sqlcount
from run import app

sqlcount.hook_sqlalchemy(Engine)
application = sqlcount.wsgi(app)
