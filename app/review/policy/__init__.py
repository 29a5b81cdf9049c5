"""The publisher's list of what is looked at before an approval, and who ticked what of it."""
