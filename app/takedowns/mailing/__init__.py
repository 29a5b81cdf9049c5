"""Mails that reach the webmaster's mailbox, as records: a report in the making, an answer, or neither."""
