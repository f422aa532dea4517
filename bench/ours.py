"""The product as it is served, with SQL and processor time of each answer in its headers."""

from sqlalchemy import Engine

from bench.targets import sqlcount
from run import app

sqlcount.hook_sqlalchemy(Engine)
application = sqlcount.wsgi(app)
