"""Every limit of the language model source, with its reason. What the endpoint says is as untrusted as a document."""

# Letters and digits of a quote: fewer could stand anywhere and prove nothing.
QUOTE_LEAST = 12

# Characters of a quote: more is a passage copied, not a statement pointed at.
QUOTE_MOST = 600

# Answers that may rest on one and the same quote: a model that backs everything with one sentence obeys it, or invents.
ANSWERS_PER_QUOTE = 4

# Answers of one reply that are looked at.
ANSWERS = 500

# Bytes of one reply, before it is parsed: some hundred times a long answer.
REPLY_BYTES = 2_000_000

# Tries of one question whose reply cannot be used, the first included.
TRIES = 3

# Seconds that one wait between tries may take, whatever the endpoint asks for.
WAIT_SECONDS = 120.0

# Seconds to reach the endpoint.
CONNECT_SECONDS = 10.0

# Characters of an endpoint's own words that are repeated in an error message.
TOLD_CHARACTERS = 200

# Characters for one token at most: an endpoint that counts fewer tokens did not read the whole of what was sent.
CHARACTERS_PER_TOKEN = 10
