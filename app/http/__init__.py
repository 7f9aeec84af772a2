"""What pages and API share: who may enter, current actor, errors, headers and logs."""
