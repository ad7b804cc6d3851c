"""What `nextcall init` writes: a playbook to start from, and around it what a team's repository needs."""
