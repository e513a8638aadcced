"""The names of the lists, which the options of a command take without loading what makes the lists."""

from typing import Literal

ListName = Literal["adoptions", "incentives", "publicity", "filings", "bottlenecks", "practices"]
