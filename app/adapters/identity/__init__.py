"""OpenID Connect: asking an organisation's own sign-in who somebody is, and believing only what can be checked."""
