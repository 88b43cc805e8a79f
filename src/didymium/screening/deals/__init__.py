"""Is this acquisition to be notified, to whom and by when; does a company count as a prohibited one?"""
