"""The report: a static site of a store, one module a kind of page.

A page is made from what is known of the store (`kg.report.known`) and one key, so that a server can make it alone.
"""
