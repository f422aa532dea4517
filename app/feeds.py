"""What a customer's timeline tells of each domain; the file's own trail is there besides."""

from app.access import feed as access
from app.care import feed as care
from app.contracts import feed as contracts
from app.customers import feed as customers
from app.service import feed as service
from app.workday import feed as workday

FEEDS = (
    *customers.FEEDS,
    *contracts.FEEDS,
    *service.FEEDS,
    *care.FEEDS,
    *workday.FEEDS,
    *access.FEEDS,
)
