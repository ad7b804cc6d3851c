"""What pages and exports show, in no language and no markup: pure functions of model, plans and findings."""
