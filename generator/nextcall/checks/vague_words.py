"""Words that nobody can check, by what to write in their place. A playbook's `vague_words` adds to them."""

VAGUE_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "say what they did, such as who came, sent, booked or invited",
        (
            "bought in", "buy-in", "champions us", "committed", "engaged", "engagement", "enthusiastic", "excited",
            "interested", "is keen", "are keen", "likes us", "on board", "open to", "positive", "proactive",
            "receptive", "responsive", "showed interest", "shows interest", "supportive", "willing",
        ),
    ),
    (
        "say what they wrote or said, in their own words",
        (
            "appreciate", "appreciates", "aware", "awareness", "believes in", "comfortable", "confident", "convinced",
            "familiar with", "happy", "impressed", "in principle", "recognise", "recognises", "recognize",
            "recognizes", "see the value", "sees the value", "understand", "understanding", "understands",
            "understood",
        ),
    ),
    (
        "put a figure, a date or a name in its place",
        (
            "adequate", "appropriate", "as needed", "asap", "compelling", "etc", "high-level", "meaningful",
            "progressing", "properly", "reasonable", "relevant", "significant", "soon", "strategic", "strong",
            "substantial", "sufficient", "sufficiently", "timely", "various", "well-qualified",
        ),
    ),
    (
        "say which fact shows it, and who could look it up",
        (
            "aligned", "alignment", "chemistry", "fully qualified", "good fit", "good relationship", "momentum",
            "rapport", "relationship established", "trust us", "trusts us", "value proposition", "well established",
        ),
    ),
)  # fmt: skip
