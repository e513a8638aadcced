"""Pure computations about pilots: plan, status and figures on a day. The day is always an argument."""
