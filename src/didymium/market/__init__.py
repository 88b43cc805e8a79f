"""The market of a case as one linear program: built from arrays, solved by HiGHS, kept hot between
scenarios.
"""
