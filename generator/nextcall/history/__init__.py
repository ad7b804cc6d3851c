"""The playbook's files, on disk or at a revision, for `load` to read. Neither working tree nor index is touched."""
