"""The pages: three doors (hub, partner, governance) and an account, server-rendered, complete without JavaScript."""
