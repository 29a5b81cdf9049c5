"""Submissions: one article on its way from draft to published or declined."""
