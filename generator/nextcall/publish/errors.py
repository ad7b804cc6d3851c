"""What stops publishing, each with a message that says what to do."""


class Refused(Exception):  # noqa: N818 (it is a refusal; nothing went wrong)
    """What was asked for would harm something, or can't be done here; nothing was touched."""


class Failed(Exception):  # noqa: N818 (as above)
    """MkDocs, a theme, a plugin or a hook failed; the last good site stands untouched."""
