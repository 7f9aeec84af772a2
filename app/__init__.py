"""The exchange: requests and returns move between organisations, sealed field by field.

Nothing is imported here, so that a command which needs one part loads only that part.
The application is made by `app.factory.create_app`.
"""
