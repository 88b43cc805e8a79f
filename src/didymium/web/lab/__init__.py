"""The shock lab without its page: what its sliders mean, as settings, as a scenario and as a link."""
