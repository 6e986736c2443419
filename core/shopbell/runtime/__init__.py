"""One message's way through the shop: inbox, lane, pipeline, router, outbox."""
