"""Commands, designs, comparison and figures on top of the model in ``sim``."""
