"""How a command writes a fact: the pilot opened on a desk, the fact laid there, checked, shown, written or refused.

`opening` finds the pilot and the object, `reading` reads what the options say, `items` knows ids and what is recorded,
`desk` holds the files while they are edited, `bench` judges them before and after, `across` does so beside all other
pilots, `shown` says what came of it. `options` names the options. The kinds of fact of `talentpilot record` stand by
what they tell of: `steps`, `indicators`, `bottlenecks`, `reports`, `evidence`, `practices`, `support`. `changes`,
`kinds`, `objects` and `adjustment` make a filing; `drafting` writes the plan of a pilot that is only proposed.
"""
