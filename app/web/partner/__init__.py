"""The partners' door: one inbox across hubs, the request, the return, the receipt."""
