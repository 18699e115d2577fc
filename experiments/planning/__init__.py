"""From words to a plan: scenarios, overrides, designs, options, and the runs that follow from them."""
